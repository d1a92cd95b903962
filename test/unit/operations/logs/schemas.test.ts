import { loadAll } from '../../../../src/operations/listed-operation.ts'
import { logsOperations } from '../../../../src/operations/logs/operations.ts'
import model from '../../../fixtures/logs-model-members.json' with { type: 'json' }
import { describeSchemas } from '../../../support/describe-schemas.ts'

describeSchemas(await loadAll(logsOperations), model.operations, [
  // Refused, and the one map in the model with a lower bound.
  'tags',
])
