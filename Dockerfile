# busbar runs from its TypeScript source; see docs/adr/0001-bring-node-24-and-run-typescript-source.md.
FROM node:24-slim

WORKDIR /app
ENV NODE_ENV=production

# Before the source, so that a change of the source does not install everything again.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force

COPY LICENSE ./
COPY migrations ./migrations
COPY src ./src

RUN mkdir /data && chown node:node /data
USER node
VOLUME /data

# Inside a container, loopback is not reachable from outside. There is no authentication yet: publish the
# port to trusted networks only.
ENV BUSBAR_HOST=0.0.0.0 BUSBAR_DATA=/data
EXPOSE 4566

HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4566/_busbar/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=100", "--require", "./src/require-node.cjs", "src/main.ts"]
