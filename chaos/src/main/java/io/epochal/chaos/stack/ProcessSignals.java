package io.epochal.chaos.stack;

import io.epochal.stack.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What one process says to another. */
public final class ProcessSignals {
    private ProcessSignals() {}

    /** @param signal such as {@code KILL}; a process that is gone hears nothing */
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

    /** Writes where every thread of a JVM stands to a file; one that does not answer is left out after a while. */
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
