package io.epochal.chaos.stack;

import io.epochal.stack.EmbeddedS3;
import io.epochal.stack.Infrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** S3 alone in a JVM, so that it can be killed without Kafka. Run as {@code StoreMain FOLDER PORT ACCESS_KEY SECRET_KEY}. */
public final class StoreMain {
    static final String READY = "S3 is up";

    private StoreMain() {}

    public static void main(String[] arguments) throws IOException {
        BrokerMain.quiet();
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder.resolve(Infrastructure.BUCKET));
        EmbeddedS3 s3 = new EmbeddedS3(folder, Integer.parseInt(arguments[1]), arguments[2], arguments[3]);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(s3), "stop"));
        System.out.println(READY);
    }

    private static void stop(EmbeddedS3 s3) {
        try {
            s3.close();
        } catch (IOException e) {
            System.err.println("did not stop in order: " + e.getMessage());
        }
    }
}
