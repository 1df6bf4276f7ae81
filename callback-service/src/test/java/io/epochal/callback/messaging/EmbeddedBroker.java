package io.epochal.callback.messaging;

import io.epochal.callback.policy.CallbackProvider;
import io.epochal.kafka.TopicPlan;
import io.epochal.stack.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Kafka in this JVM, with the topics, for a Quarkus test. */
public final class EmbeddedBroker implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedKafka kafka;

    /** Where the service under test, and so its test, finds Kafka. */
    public static String bootstrap() {
        return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    }

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("callback-service");
            kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
            kafka.create(TopicPlan.singleNode("training."));
            return Map.of(
                    "kafka.bootstrap.servers",
                    kafka.bootstrap(),
                    "epochal.recording.directory",
                    folder.resolve("tensorboard").toString(),
                    "epochal.state.directory",
                    folder.resolve("state").toString(),
                    "epochal.plugins",
                    plugins(folder.resolve("plugins")).toString(),
                    "epochal.private-destinations",
                    "127.0.0.0/8, ::1",
                    "epochal.decision-limit",
                    "3S",
                    "quarkus.http.test-port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A jar that names plug-ins, and one that is none. */
    private static Path plugins(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("broken.jar"), "no jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("hostile.jar")))) {
            jar.putNextEntry(new ZipEntry("META-INF/services/" + CallbackProvider.class.getName()));
            String names = Stream.of(
                            MisbehavingCallback.Unloadable.class,
                            MisbehavingCallback.Nameless.class,
                            MisbehavingCallback.Provider.class)
                    .map(Class::getName)
                    .collect(Collectors.joining("\n", "org.example.Missing\n", "\n"));
            jar.write(names.getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }
        return folder;
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }
}
