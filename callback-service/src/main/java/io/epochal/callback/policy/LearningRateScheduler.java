package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.optimizer.Schedule;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sets the learning rate at each epoch's begin, as Keras 3.15, learning_rate_scheduler.py. The schedule is data; its step is the
 * epoch, from 0.
 *
 * @param written the schedule as it was written
 */
record LearningRateScheduler(Schedule schedule, Map<String, Object> written, int verbose) implements Callback {

    static LearningRateScheduler read(Fields fields) {
        if (!fields.has("schedule")) {
            throw fields.missing("schedule");
        }
        Fields schedule = fields.object("schedule");
        return new LearningRateScheduler(Schedule.read(schedule), schedule.values(), fields.integer("verbose", 0, 0));
    }

    @Override
    public Step onEpochBegin(int epoch, float learningRate) {
        float rate = schedule.at(epoch);
        Step step = rate == learningRate
                ? Step.stay(this)
                : Step.to(this, "epoch " + (epoch + 1) + ": setting the learning rate to " + Monitor.plain(rate));
        return step.doing(new Command.SetLearningRate(rate));
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        return Step.stay(this).leaving(epoch.logs().with("learning_rate", epoch.learningRate()));
    }

    @Override
    public Set<String> leaves() {
        return Set.of("learning_rate");
    }

    @Override
    public Set<String> needs() {
        return Set.of("SetLearningRate");
    }

    @Override
    public String type() {
        return "LearningRateScheduler";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("schedule", written);
        settings.put("verbose", verbose);
        return settings;
    }
}
