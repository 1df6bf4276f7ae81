package io.epochal.chaos.stack;

import io.epochal.stack.Endpoints;
import io.epochal.stack.ServiceLauncher;
import io.epochal.stack.ServiceProcess;
import io.epochal.stack.ServiceProcess.Priority;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How each process of a stack is started, and how to tell that it is ready.
 *
 * @param proxied the addresses of Kafka and S3 for the services
 */
public record ProcessCommands(
        Path home, ServiceLauncher services, StoreKind kind, StackPorts ports, Endpoints proxied) {
    public static final String BROKER = "broker";
    public static final String STORE = "store";
    private static final String MINIO_READY = "API: ";

    ServiceProcess start(String name, Path log) throws IOException {
        return switch (name) {
            case BROKER -> belowTraining(name, broker(), Map.of(), log);
            case STORE ->
                belowTraining(
                        name,
                        kind == StoreKind.MINIO ? minio() : store(),
                        Map.of("MINIO_ROOT_USER", proxied.accessKey(), "MINIO_ROOT_PASSWORD", proxied.secretKey()),
                        log);
            default -> services.start(name, proxied);
        };
    }

    boolean isReady(ServiceProcess process) throws IOException {
        return switch (process.name()) {
            case BROKER -> logged(process, BrokerMain.READY);
            case STORE -> logged(process, kind == StoreKind.MINIO ? MINIO_READY : StoreMain.READY);
            default -> services.ready(process);
        };
    }

    /** Where a callback service is reached over HTTP; empty before it listens. */
    Optional<URI> rest(ServiceProcess process) throws IOException {
        return services.rest(process);
    }

    private static ServiceProcess belowTraining(
            String name, List<String> command, Map<String, String> environment, Path log) throws IOException {
        return ServiceProcess.start(name, Priority.BELOW_TRAINING, command, environment, log);
    }

    private List<String> broker() {
        return jvm(
                BrokerMain.class,
                home.resolve("kafka").toString(),
                Integer.toString(ports.kafka()),
                Integer.toString(ports.proxied()),
                proxied.kafka());
    }

    private List<String> store() {
        return jvm(StoreMain.class, folder(), Integer.toString(ports.s3()), proxied.accessKey(), proxied.secretKey());
    }

    private List<String> minio() {
        return List.of("minio", "server", folder(), "--address", "127.0.0.1:" + ports.s3());
    }

    private String folder() {
        return home.resolve("s3").toString();
    }

    private static List<String> jvm(Class<?> main, String... arguments) {
        List<String> java = new ArrayList<>(
                List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", ClassPath.path()));
        java.add(main.getName());
        java.addAll(List.of(arguments));
        return ServiceProcess.java(java);
    }

    private static boolean logged(ServiceProcess process, String words) throws IOException {
        return Files.readString(Path.of(process.log()), StandardCharsets.UTF_8).contains(words);
    }
}
