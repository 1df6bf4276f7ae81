package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Stops at the first batch whose running loss is NaN or infinite, as Keras 3.15, terminate_on_nan.py. */
record TerminateOnNaN(boolean raiseError) implements Callback {

    static TerminateOnNaN read(Fields fields) {
        return new TerminateOnNaN(fields.flag("raise_error", false));
    }

    @Override
    public Ask asks(long step) {
        return new Ask(null, true);
    }

    @Override
    public Step onBatchEnd(Batch batch) {
        OptionalDouble loss = batch.logs().get("loss");
        if (loss.isEmpty() || Double.isFinite(loss.getAsDouble())) {
            return Step.stay(this);
        }
        String reason = "Batch " + batch.index() + ": Invalid loss, terminating training";
        return Step.to(this, reason)
                .doing(raiseError ? new Command.FailRun("NaN loss encountered.") : new Command.StopTraining(reason));
    }

    @Override
    public Set<String> needs() {
        return Set.of("StopTraining");
    }

    @Override
    public String type() {
        return "TerminateOnNaN";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("raise_error", raiseError);
    }
}
