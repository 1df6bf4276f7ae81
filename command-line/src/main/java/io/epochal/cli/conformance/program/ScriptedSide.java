package io.epochal.cli.conformance.program;

import io.epochal.cli.conformance.Move;
import java.io.IOException;
import java.util.Map;

/** What stands against the program in one scenario, for all of its launches: deciders and users, by one transport. */
interface ScriptedSide extends AutoCloseable {
    /** The variables by which the program finds it. */
    Map<String, String> environment();

    /** Whether nothing more is wanted of a program that is told to exit, as one that serves a queue has to be. */
    boolean isOver();

    /** Whether the program waits for an answer that cannot come, since what it said cannot be read. */
    boolean isLost();

    /** Returns when all is read that the program, which has exited, has said. */
    void settle() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /** What a scenario does to the program. */
    interface Blows {
        void strike(Move.Blow blow) throws IOException;
    }

    /** Opens it for one scenario. */
    interface Factory {
        ScriptedSide open(LiveTranscript live, Blows blows) throws IOException;
    }
}
