package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.Set;

/**
 * Validates on the moving average of the weights, and a second one on the trained ones again; with {@code swap_on_epoch} callbacks behind it also see the average at an epoch's
 * end, as Keras 3.15, swap_ema_weights.py. No weights are swapped: each command names the weights that it needs.
 *
 * @param validated the weights that validation has here
 */
record SwapEMAWeights(boolean swapOnEpoch, ModelWeights validated) implements Callback {
    static SwapEMAWeights read(Fields fields, CompileContext compiled) {
        if (!compiled.useEma()) {
            throw fields.wrong("type", "needs optimizer.use_ema: true");
        }
        return new SwapEMAWeights(fields.flag("swap_on_epoch", false), swapped(compiled.validated()));
    }

    private static ModelWeights swapped(ModelWeights before) {
        return before == ModelWeights.AVERAGED ? ModelWeights.TRAINED : ModelWeights.AVERAGED;
    }

    @Override
    public Step onTrainBegin() {
        return Step.stay(this).doing(new Command.EvaluateOn(validated));
    }

    @Override
    public ModelWeights leavesWeights(ModelWeights before) {
        return swapOnEpoch ? swapped(before) : before;
    }

    @Override
    public ModelWeights validatesOn(ModelWeights before) {
        return swapped(before);
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
