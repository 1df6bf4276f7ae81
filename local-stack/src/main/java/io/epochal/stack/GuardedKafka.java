package io.epochal.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/** The embedded Kafka with authentication (SASL/PLAIN) and authorization (ACLs). */
public final class GuardedKafka implements AutoCloseable {
    private static final String ADMIN = "admin";

    private final EmbeddedKafka kafka;
    private final Admin admin;

    /** @param users that can authenticate; without any ACL yet */
    public GuardedKafka(Path folder, String... users) throws IOException {
        kafka = new EmbeddedKafka(folder, 0, null, settings(users));
        admin = Admin.create(admin());
    }

    private static Map<String, String> settings(String... users) {
        String known = Arrays.stream(users)
                .map(user -> " user_" + user + "=\"" + user + "\"")
                .collect(Collectors.joining("", " user_admin=\"admin\"", ";"));
        return Map.of(
                "listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name", "PLAINTEXT",
                "sasl.enabled.mechanisms", "PLAIN",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "listener.name.plaintext.plain.sasl.jaas.config", login(ADMIN) + known,
                "authorizer.class.name", StandardAuthorizer.class.getName(),
                // Only the broker itself connects without a user name, to the controller.
                "super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    }

    private static String login(String user) {
        return PlainLoginModule.class.getName() + " required username=\"" + user + "\" password=\"" + user + "\"";
    }

    /** The client settings of this user. */
    public Map<String, Object> client(String user) {
        return Map.of(
                "bootstrap.servers",
                kafka.bootstrap(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login(user) + ";");
    }

    /** The client settings of the super user. */
    public Map<String, Object> admin() {
        return client(ADMIN);
    }

    public void allow(Collection<AclBinding> rights) throws IOException {
        await(() -> admin.createAcls(rights).all().get());
    }

    public void takeBack(AclBinding right) throws IOException {
        AclBindingFilter exactly = right.toFilter();
        await(() -> admin.deleteAcls(List.of(exactly)).all().get());
    }

    /** An operation of a client. */
    public interface Action {
        void run() throws Exception;
    }

    /** Whether the broker refuses this operation; any other failure is thrown. */
    public static boolean refuses(Action action) throws Exception {
        try {
            action.run();
            return false;
        } catch (Exception e) {
            if (Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                    .anyMatch(AuthorizationException.class::isInstance)) {
                return true;
            }
            throw e;
        }
    }

    private interface Question {
        Object answer() throws ExecutionException, InterruptedException;
    }

    private static void await(Question question) throws IOException {
        try {
            var unused = question.answer();
        } catch (ExecutionException e) {
            throw new IOException("Kafka refuses: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Kafka was asked", e);
        }
    }

    @Override
    public void close() {
        admin.close();
        kafka.close();
    }
}
