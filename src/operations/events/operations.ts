import { type ListedOperation, listOperations } from '../listed-operation.ts'

/** The operations of EventBridge that busbar has. */
export const eventsOperations: readonly ListedOperation[] = listOperations('events', {
  CreateEventBus: async () => (await import('./create-event-bus.ts')).createEventBus,
  DescribeEventBus: async () => (await import('./describe-event-bus.ts')).describeEventBus,
  ListEventBuses: async () => (await import('./list-event-buses.ts')).listEventBuses,
  UpdateEventBus: async () => (await import('./update-event-bus.ts')).updateEventBus,
  DeleteEventBus: async () => (await import('./delete-event-bus.ts')).deleteEventBus,
  PutRule: async () => (await import('./put-rule.ts')).putRule,
  DescribeRule: async () => (await import('./describe-rule.ts')).describeRule,
  ListRules: async () => (await import('./list-rules.ts')).listRules,
  EnableRule: async () => (await import('./enable-rule.ts')).enableRule,
  DisableRule: async () => (await import('./disable-rule.ts')).disableRule,
  DeleteRule: async () => (await import('./delete-rule.ts')).deleteRule,
  PutTargets: async () => (await import('./put-targets.ts')).putTargets,
  RemoveTargets: async () => (await import('./remove-targets.ts')).removeTargets,
  ListTargetsByRule: async () => (await import('./list-targets-by-rule.ts')).listTargetsByRule,
  ListRuleNamesByTarget: async () =>
    (await import('./list-rule-names-by-target.ts')).listRuleNamesByTarget,
  PutEvents: async () => (await import('./put-events.ts')).putEvents,
  TestEventPattern: async () => (await import('./test-event-pattern.ts')).testEventPattern,
  TagResource: async () => (await import('./tag-resource.ts')).tagResource,
  UntagResource: async () => (await import('./untag-resource.ts')).untagResource,
  ListTagsForResource: async () =>
    (await import('./list-tags-for-resource.ts')).listTagsForResource,
})
