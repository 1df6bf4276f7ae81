package io.epochal.trainer.messaging;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The mailbox's thread adds a pause, its repeat and a resume, while the training takes what is due: each once, in the log's order. */
@JCStressTest
@Outcome(
        id = {"0, 12", "1, 2", "12, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "each once, in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, twice, or the resume before its pause")
@State
public class RequestsRace {
    private static final CommandRequest PAUSE =
            new CommandRequest("run", Instant.EPOCH, "1", "ann", new Command.PauseTraining());
    private static final CommandRequest RESUME =
            new CommandRequest("run", Instant.EPOCH, "2", "ann", new Command.ResumeTraining());

    private final PendingCommands pending = new PendingCommands(AnsweredCommands.NOTHING);

    /** The ids in the order in which they came, as the digits of a number. */
    private int taken() {
        int taken = 0;
        for (var next = pending.next(0, 0); next.isPresent(); next = pending.next(0, 0)) {
            taken = taken * 10 + Integer.parseInt(next.get().commandId());
        }
        return taken;
    }

    @Actor
    public void mailbox() {
        pending.add(PAUSE);
        pending.add(PAUSE);
        pending.add(RESUME);
    }

    @Actor
    public void training(II_Result result) {
        result.r1 = taken();
    }

    @Arbiter
    public void afterwards(II_Result result) {
        result.r2 = taken();
    }
}
