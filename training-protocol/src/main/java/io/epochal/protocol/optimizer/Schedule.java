package io.epochal.protocol.optimizer;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A learning rate as a function of the step (or of the epoch, where an epoch is the step), as data. Names, arguments and the order
 * of the 32-bit operations are those of Keras 3.15, learning_rate_schedule.py.
 */
public sealed interface Schedule {
    /** The rate at a step, from 0. */
    float at(long step);

    record ExponentialDecay(float initialLearningRate, float decaySteps, float decayRate, boolean staircase)
            implements Schedule {
        @Override
        public float at(long step) {
            return initialLearningRate * power(decayRate, progress(step, decaySteps, staircase));
        }
    }

    record InverseTimeDecay(float initialLearningRate, float decaySteps, float decayRate, boolean staircase)
            implements Schedule {
        @Override
        public float at(long step) {
            return initialLearningRate / (1f + decayRate * progress(step, decaySteps, staircase));
        }
    }

    /**
     * A sum, as Keras has it, in which one value counts where the boundaries ascend.
     *
     * @param values one more than boundaries; a boundary still has the value before it
     */
    record PiecewiseConstantDecay(List<Double> boundaries, List<Double> values) implements Schedule {
        @Override
        public float at(long step) {
            int last = boundaries.size();
            float sum = step <= boundaries.get(0) ? values.get(0).floatValue() : 0;
            sum += step > boundaries.get(last - 1) ? values.get(last).floatValue() : 0;
            for (int i = 1; i < last; i++) {
                boolean within = step > boundaries.get(i - 1) && step <= boundaries.get(i);
                sum += within ? values.get(i).floatValue() : 0;
            }
            return sum;
        }
    }

    record PolynomialDecay(
            float initialLearningRate, float decaySteps, float endLearningRate, float power, boolean cycle)
            implements Schedule {
        @Override
        public float at(long step) {
            float limit = cycle && step > 0 ? decaySteps * (float) Math.ceil(step / decaySteps) : decaySteps;
            float progress = (cycle ? step : Math.min((float) step, decaySteps)) / limit;
            return (initialLearningRate - endLearningRate) * Schedule.power(1f - progress, power) + endLearningRate;
        }
    }

    record CosineDecay(
            float initialLearningRate, float decaySteps, float alpha, @Nullable Float warmupTarget, float warmupSteps)
            implements Schedule {
        @Override
        public float at(long step) {
            if (warmupTarget == null) {
                return decayed(Math.min((float) step, decaySteps), initialLearningRate);
            }
            float place = Math.min((float) step, decaySteps + warmupSteps);
            return place < warmupSteps
                    ? (warmupTarget - initialLearningRate) * (place / warmupSteps) + initialLearningRate
                    : decayed(place - warmupSteps, warmupTarget);
        }

        private float decayed(float place, float from) {
            float cosine = 0.5f * (1f + (float) Math.cos((float) Math.PI * (place / decaySteps)));
            return from * ((1 - alpha) * cosine + alpha);
        }
    }

    record CosineDecayRestarts(float initialLearningRate, float firstDecaySteps, float tMul, float mMul, float alpha)
            implements Schedule {
        @Override
        public float at(long step) {
            float completed = step / firstDecaySteps;
            float restarts;
            if (tMul == 1) {
                restarts = (float) Math.floor(completed);
                completed -= restarts;
            } else {
                restarts = (float) Math.floor((float) Math.log(1f - completed * (1f - tMul)) / (float) Math.log(tMul));
                float before = (1f - power(tMul, restarts)) / (1f - tMul);
                completed = (completed - before) / power(tMul, restarts);
            }
            float cosine = 0.5f * power(mMul, restarts) * (1f + (float) Math.cos((float) Math.PI * completed));
            return initialLearningRate * ((1 - alpha) * cosine + alpha);
        }
    }

    /** Rates by the step from which each holds; before the first, the first. */
    record Table(TreeMap<Long, Double> rates) implements Schedule {
        public Table {
            rates = new TreeMap<>(rates);
        }

        @Override
        public float at(long step) {
            Map.Entry<Long, Double> entry = rates.floorEntry(step);
            return (entry == null ? rates.firstEntry() : entry).getValue().floatValue();
        }
    }

    /** From {@code initialLearningRate} straight up to {@code warmupTarget}, which then holds. */
    record Warmup(float initialLearningRate, float warmupTarget, float warmupSteps) implements Schedule {
        @Override
        public float at(long step) {
            float progress = Math.min((float) step, warmupSteps) / warmupSteps;
            return (warmupTarget - initialLearningRate) * progress + initialLearningRate;
        }
    }

    /** Reads a schedule by its {@code type}, or a table of steps and rates; {@link SpecException} says what is wrong. */
    static Schedule read(Fields fields) {
        return new ScheduleReader(fields).read();
    }

    private static float progress(long step, float steps, boolean staircase) {
        float progress = step / steps;
        return staircase ? (float) Math.floor(progress) : progress;
    }

    private static float power(float base, float exponent) {
        return (float) Math.pow(base, exponent);
    }
}
