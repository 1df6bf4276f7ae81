package io.epochal.chaos.stack;

import io.epochal.stack.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Sends signals to processes. */
public final class ProcessSignals {
    private ProcessSignals() {}

    /** @param signal such as {@code KILL}; without effect on a process that has ended */
    public static void send(String signal, ServiceProcess process) {
        if (!process.alive()) {
            return;
        }
        try {
            var unused = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("kill -" + signal + " " + process.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes the stack trace of every thread of a JVM to a file; gives up after 10 s. */
    public static void threads(ServiceProcess process, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Process dump = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "Thread.print")
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
        try {
            if (!dump.waitFor(10, TimeUnit.SECONDS)) {
                dump.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
