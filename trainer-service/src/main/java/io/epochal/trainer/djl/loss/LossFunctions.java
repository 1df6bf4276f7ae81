package io.epochal.trainer.djl.loss;

import io.epochal.protocol.loss.EmbeddingLoss.Circle;
import io.epochal.protocol.loss.HingeLoss.CategoricalHinge;
import io.epochal.protocol.loss.HingeLoss.Hinge;
import io.epochal.protocol.loss.HingeLoss.SquaredHinge;
import io.epochal.protocol.loss.Loss;
import io.epochal.protocol.loss.OverlapLoss.Dice;
import io.epochal.protocol.loss.OverlapLoss.Tversky;
import io.epochal.protocol.loss.ProbabilisticLoss.BinaryCrossentropy;
import io.epochal.protocol.loss.ProbabilisticLoss.BinaryFocalCrossentropy;
import io.epochal.protocol.loss.ProbabilisticLoss.CategoricalCrossentropy;
import io.epochal.protocol.loss.ProbabilisticLoss.CategoricalFocalCrossentropy;
import io.epochal.protocol.loss.ProbabilisticLoss.CategoricalGeneralizedCrossEntropy;
import io.epochal.protocol.loss.ProbabilisticLoss.KLDivergence;
import io.epochal.protocol.loss.ProbabilisticLoss.Poisson;
import io.epochal.protocol.loss.ProbabilisticLoss.SparseCategoricalCrossentropy;
import io.epochal.protocol.loss.RegressionLoss.CosineSimilarity;
import io.epochal.protocol.loss.RegressionLoss.Huber;
import io.epochal.protocol.loss.RegressionLoss.LogCosh;
import io.epochal.protocol.loss.RegressionLoss.MeanAbsoluteError;
import io.epochal.protocol.loss.RegressionLoss.MeanAbsolutePercentageError;
import io.epochal.protocol.loss.RegressionLoss.MeanSquaredError;
import io.epochal.protocol.loss.RegressionLoss.MeanSquaredLogarithmicError;
import io.epochal.protocol.loss.SequenceLoss.CTC;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The losses' functions by their records. */
public final class LossFunctions {
    private static final Map<Class<? extends Loss>, Function<Loss, LossFunction>> BY_RECORD = new HashMap<>();

    static {
        put(MeanSquaredError.class, loss -> (t, o, logits) -> ErrorLosses.squared(t, o));
        put(MeanAbsoluteError.class, loss -> (t, o, logits) -> ErrorLosses.absolute(t, o));
        put(MeanAbsolutePercentageError.class, loss -> (t, o, logits) -> ErrorLosses.percentage(t, o));
        put(MeanSquaredLogarithmicError.class, loss -> (t, o, logits) -> ErrorLosses.squaredLogarithmic(t, o));
        put(
                CosineSimilarity.class,
                loss -> onAxis(loss.axis(), (t, o, logits) -> ErrorLosses.cosine(t, o, loss.axis())
                        .neg()));
        put(Huber.class, loss -> (t, o, logits) -> ErrorLosses.huber(t, o, (float) loss.delta()));
        put(LogCosh.class, loss -> (t, o, logits) -> ErrorLosses.logCosh(t, o));
        put(KLDivergence.class, loss -> (t, o, logits) -> ProbabilityLosses.klDivergence(t, o));
        put(Poisson.class, loss -> (t, o, logits) -> ProbabilityLosses.poisson(t, o));
        put(BinaryCrossentropy.class, loss -> onAxis(loss.axis(), BinaryLosses.crossentropy(loss)));
        put(BinaryFocalCrossentropy.class, loss -> onAxis(loss.axis(), BinaryLosses.focal(loss)));
        put(CategoricalCrossentropy.class, CategoricalLoss::new);
        put(CategoricalFocalCrossentropy.class, loss -> (t, o, logits) -> ProbabilityLosses.focal(loss, t, o));
        put(SparseCategoricalCrossentropy.class, SparseCategoricalLoss::new);
        put(
                CategoricalGeneralizedCrossEntropy.class,
                loss -> (t, o, logits) -> ProbabilityLosses.generalized(t, o, (float) loss.q()));
        put(Hinge.class, loss -> new WholeBatch((t, o, logits) -> MarginLosses.hinge(t, o)));
        put(SquaredHinge.class, loss -> new WholeBatch((t, o, logits) -> MarginLosses.squaredHinge(t, o)));
        put(CategoricalHinge.class, loss -> (t, o, logits) -> MarginLosses.categoricalHinge(t, o));
        put(Dice.class, loss -> RegionLosses.onAxes(loss.axis(), (t, o, logits) -> RegionLosses.dice(loss, t, o)));
        put(
                Tversky.class,
                loss -> RegionLosses.onAxes(loss.axis(), (t, o, logits) -> RegionLosses.tversky(loss, t, o)));
        put(Circle.class, CircleLoss::new);
        put(CTC.class, loss -> new LabelAlignment());
    }

    private LossFunctions() {}

    /** The function of a loss; of one that shapes decide, ask {@link BatchLoss}. */
    public static LossFunction of(Loss loss) {
        Function<Loss, LossFunction> make = BY_RECORD.get(loss.getClass());
        if (make == null) {
            throw new IllegalArgumentException("no function for the loss " + loss);
        }
        return make.apply(loss);
    }

    /** A function of which one axis may be the batch's. */
    public static LossFunction onAxis(int axis, LossFunction function) {
        return axis == 0 ? new WholeBatch(function) : function;
    }

    private static <T extends Loss> void put(Class<T> type, Function<T, LossFunction> make) {
        BY_RECORD.put(type, loss -> make.apply(type.cast(loss)));
    }
}
