package io.epochal.trainer.messaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A trainer's queue in a process of its own, so that it can be killed while it holds a run. */
final class RunHolderProcess {
    private static final String HOLDS = "holds ";

    private RunHolderProcess() {}

    /** Returns when the process holds the run. */
    static Process start(String bootstrap, String queue, String run) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunHolderProcess.class.getName(),
                        bootstrap,
                        queue,
                        run)
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(HOLDS + run)) {
                return process;
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the process never held the run:\n" + said);
    }

    public static void main(String[] arguments) {
        KafkaSettings settings = TrainerTestBroker.settings(arguments[0], arguments[1]);
        try (RecordQueue queue = arguments[1].equals(KafkaSettings.SHARE_GROUP)
                ? new ShareGroupQueue(settings)
                : new ConsumerGroupQueue(settings)) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < deadline) {
                queue.take().map(ConsumerRecord::key).ifPresent(key -> {
                    if (key.equals(arguments[2])) {
                        holdUntilKilled(queue, key);
                    }
                    queue.done();
                });
            }
        }
    }

    private static void holdUntilKilled(RecordQueue queue, String key) {
        System.out.println(HOLDS + key);
        while (queue.hold()) {
            Thread.onSpinWait();
        }
    }
}
