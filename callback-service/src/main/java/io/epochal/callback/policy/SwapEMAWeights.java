package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.Set;

/**
 * Validates on the moving average of the weights; with {@code swap_on_epoch} callbacks behind it also see the average at an epoch's
 * end, as Keras 3.15, swap_ema_weights.py. No weights are swapped: each command names the weights that it needs.
 */
record SwapEMAWeights(boolean swapOnEpoch) implements Callback {
    static SwapEMAWeights read(Fields fields, CompileContext compiled) {
        if (!compiled.useEma()) {
            throw fields.wrong("type", "needs optimizer.use_ema: true");
        }
        return new SwapEMAWeights(fields.flag("swap_on_epoch", false));
    }

    @Override
    public Step onTrainBegin() {
        return Step.stay(this).doing(new Command.EvaluateOn(ModelWeights.AVERAGED));
    }

    @Override
    public ModelWeights leavesWeights(ModelWeights before) {
        return swapOnEpoch ? ModelWeights.AVERAGED : before;
    }

    @Override
    public Set<String> needs() {
        return Set.of("EvaluateOn");
    }

    @Override
    public String type() {
        return "SwapEMAWeights";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("swap_on_epoch", swapOnEpoch);
    }
}
