package io.epochal.callback.messaging;

import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Topic;
import io.epochal.stack.GuardedKafka;
import io.epochal.stack.Rights;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.security.plain.internals.PlainSaslServerProvider;

/** As {@link EmbeddedBroker}, with an authorizer: the service may do what docs/operations.md gives to its roles. */
public final class GuardedBroker implements QuarkusTestResourceLifecycleManager {
    private static final String USER = "callback";
    private GuardedKafka kafka;

    @Override
    public Map<String, String> start() {
        try {
            forgetTheProvider();
            PlainSaslServerProvider.initialize();
            Path folder = Files.createTempDirectory("guarded");
            kafka = new GuardedKafka(folder.resolve("kafka"), USER);
            new Topics(kafka.admin(), TopicPlan.singleNode("training.")).ensure(List.of(Topic.values()));
            for (String role : List.of("epochal-callback-service", "epochal-callback-recorder")) {
                kafka.allow(Rights.of(Path.of("../docs/operations.md"), role, USER));
            }
            Map<String, String> settings = new TreeMap<>();
            kafka.client(USER).forEach((name, value) -> settings.put("kafka." + name, value.toString()));
            kafka.admin().forEach((name, value) -> settings.put("admin." + name, value.toString()));
            settings.put(
                    "epochal.recording.directory", folder.resolve("tensorboard").toString());
            settings.put("quarkus.http.test-port", "0");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Behind the other one, whose settings it replaces. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public void stop() {
        kafka.close();
        forgetTheProvider();
    }

    /** A JVM has one provider of SASL/PLAIN, which knows the classes of one class loader; other tests have another. */
    private static void forgetTheProvider() {
        Arrays.stream(Security.getProviders())
                .filter(one -> one.getClass().getName().equals(PlainSaslServerProvider.class.getName()))
                .forEach(one -> Security.removeProvider(one.getName()));
    }
}
