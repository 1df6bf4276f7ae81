package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.optimizer.Adadelta;
import io.epochal.protocol.optimizer.Adagrad;
import io.epochal.protocol.optimizer.Adam;
import io.epochal.protocol.optimizer.AdamW;
import io.epochal.protocol.optimizer.Adamax;
import io.epochal.protocol.optimizer.Ftrl;
import io.epochal.protocol.optimizer.Lion;
import io.epochal.protocol.optimizer.Nadam;
import io.epochal.protocol.optimizer.OptimizerKind;
import io.epochal.protocol.optimizer.RMSprop;
import io.epochal.protocol.optimizer.SGD;
import java.util.Map;

/** Begins the update rule of each kind of optimizer, for a model's weights. */
record Optimizers(Map<String, NDArray> weights, NDManager manager) implements OptimizerKind.Visitor<WeightOptimizer> {
    @Override
    public WeightOptimizer sgd(SGD kind) {
        return new SgdRule(kind, slots());
    }

    @Override
    public WeightOptimizer rmsprop(RMSprop kind) {
        return new RmsPropRule(kind, slots());
    }

    @Override
    public WeightOptimizer adam(Adam kind) {
        return kind.amsgrad() ? new AmsGradRule(kind, slots()) : new AdamRule(kind, slots(), manager);
    }

    /** The decay is not the rule's: every optimizer may have one. */
    @Override
    public WeightOptimizer adamw(AdamW kind) {
        return adam(new Adam(kind.beta1(), kind.beta2(), kind.epsilon(), kind.amsgrad()));
    }

    @Override
    public WeightOptimizer adadelta(Adadelta kind) {
        return new AdadeltaRule(kind, slots());
    }

    @Override
    public WeightOptimizer adagrad(Adagrad kind) {
        return new AdagradRule(kind, slots());
    }

    @Override
    public WeightOptimizer adamax(Adamax kind) {
        return new AdamaxRule(kind, slots());
    }

    @Override
    public WeightOptimizer nadam(Nadam kind) {
        return new NadamRule(kind, slots());
    }

    @Override
    public WeightOptimizer lion(Lion kind) {
        return new LionRule(kind, slots());
    }

    @Override
    public WeightOptimizer ftrl(Ftrl kind) {
        return new FtrlRule(kind, slots());
    }

    private Slots slots() {
        return new Slots(weights, manager);
    }
}
