package io.epochal.trainer.run;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.optimizer.Schedule;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.RunState;

/** The learning rate of the next batch. A schedule sets that of every batch; commands do where there is none. */
record ScheduledRate(RunSpec spec, Engine engine) {
    /** With the rate that the schedule has for the next batch, which the engine has then, too. */
    RunState scheduled(RunState state) {
        Schedule schedule = spec.optimizer().rate().schedule();
        if (schedule == null) {
            return state;
        }
        float rate = schedule.at(state.step());
        engine.setLearningRate(rate);
        return state.withLearningRate(rate);
    }
}
