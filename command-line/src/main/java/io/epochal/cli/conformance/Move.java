package io.epochal.cli.conformance;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario does at one call.
 *
 * @param commands of the verdict, where the call asks for one
 * @param ask when the verdict wants to be asked next
 * @param retain rounds whose weights the trainer has to keep, in the verdict
 * @param refusal of other callbacks, in the verdict
 * @param requests what a user asks for at this moment
 * @param hold how long the answer is kept back
 * @param line what becomes of the answer
 * @param problem the answer instead of a verdict
 * @param blow what happens to the program before it is answered
 */
public record Move(
        List<Command> commands,
        Ask ask,
        List<Integer> retain,
        @Nullable String refusal,
        List<Command> requests,
        Duration hold,
        Line line,
        @Nullable RefusedCall problem,
        Blow blow) {
    /** Lets the trainer go on. */
    public static final Move GO_ON = new Move(
            List.of(), Ask.AT_EPOCH_END, List.of(), null, List.of(), Duration.ZERO, Line.ANSWERED, null, Blow.NONE);

    /** What the line does. */
    public enum Line {
        ANSWERED,
        /** The call is read and cut off: the service has not taken it. */
        CUT,
        /** The service takes the call, and its answer is lost. */
        LOST
    }

    /** What happens to the program. */
    public enum Blow {
        NONE,
        KILL,
        /** As Ctrl-C. */
        INTERRUPT,
        /** The broker goes away and comes back; on the topics only. */
        CUT_LINE,
        /** Another program takes the run as the next attempt; on the topics only. */
        SUPERSEDE
    }

    /** An answer that is no success; the service has not taken the call. */
    public record RefusedCall(int status, String problem, String detail) {}

    public Move commanding(Command... all) {
        return new Move(List.of(all), ask, retain, refusal, requests, hold, line, problem, blow);
    }

    /** Wants to be asked after the step that follows this one. */
    public Move askingAfter(long step) {
        return new Move(commands, new Ask(step + 1, false), retain, refusal, requests, hold, line, problem, blow);
    }

    public Move retaining(int round) {
        return new Move(commands, ask, List.of(round), refusal, requests, hold, line, problem, blow);
    }

    public Move refusingCallbacks(String why) {
        return new Move(commands, ask, retain, why, requests, hold, line, problem, blow);
    }

    public Move requesting(Command command) {
        return new Move(commands, ask, retain, refusal, List.of(command), hold, line, problem, blow);
    }

    public Move held(Duration time) {
        return new Move(commands, ask, retain, refusal, requests, time, line, problem, blow);
    }

    public Move on(Line what) {
        return new Move(commands, ask, retain, refusal, requests, hold, what, problem, blow);
    }

    public Move answering(int status, String name, String detail) {
        return new Move(
                commands, ask, retain, refusal, requests, hold, line, new RefusedCall(status, name, detail), blow);
    }

    public Move after(Blow what) {
        return new Move(commands, ask, retain, refusal, requests, hold, line, problem, what);
    }
}
