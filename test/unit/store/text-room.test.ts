import { expect, it } from 'vitest'
import {
  allocateSharedTexts,
  createSharedTextRoom,
  type TextRoom,
} from '../../../src/store/sqlite/text-room.ts'

const LARGE = 400_000

function write(room: TextRoom, text: string) {
  const space = room.take(3 * text.length)
  const { bytes, start } = space
  const end = start + bytes.write(text, start)
  const texts = space.keep(end)
  const release = () => space.release()
  return { bytes, start, texts, release, text: () => bytes.toString('utf8', start, end) }
}

it('writes texts side by side, in memory that threads share', () => {
  const room = createSharedTextRoom(allocateSharedTexts())
  const first = write(room, 'one€')
  const second = write(room, 'two')
  expect(second.bytes.buffer).toBe(first.bytes.buffer)
  expect(first.bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect([first.texts, second.texts]).toEqual([
    [0, 6],
    [6, 9],
  ])
})

it('never writes over what is still read, however much there is', () => {
  const room = createSharedTextRoom(allocateSharedTexts())
  const kept = Array.from({ length: 100 }, (_, i) => write(room, `${i}`.repeat(LARGE / 4)))
  expect(kept.every((one, i) => one.text() === `${i}`.repeat(LARGE / 4))).toBe(true)
})

it('uses memory again once nobody reads it, whatever the order', () => {
  const room = createSharedTextRoom(allocateSharedTexts())
  for (let round = 0; round < 50; round += 1) {
    const kept = Array.from({ length: 10 }, () => write(room, 'x'.repeat(LARGE / 4)))
    expect(kept.every(({ bytes }) => bytes.buffer instanceof SharedArrayBuffer)).toBe(true)
    for (const { release } of round % 2 === 0 ? kept : kept.reverse()) release()
  }
})

it('gives memory of its own to what does not fit', () => {
  const room = createSharedTextRoom(allocateSharedTexts())
  const large = write(room, 'x'.repeat(3 * LARGE))
  expect(large.bytes.buffer).toBeInstanceOf(ArrayBuffer)
  expect(large.texts).toEqual(Buffer.from(large.text()))
  const others = Array.from({ length: 30 }, () => write(room, 'y'.repeat(LARGE / 2)))
  expect(others.at(-1)?.bytes.buffer).toBeInstanceOf(ArrayBuffer)
  for (const { release } of others) release()
  expect(write(room, 'z').bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
})
