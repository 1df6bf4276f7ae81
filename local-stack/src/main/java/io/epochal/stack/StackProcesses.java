package io.epochal.stack;

import io.epochal.stack.ServiceProcess.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts the processes of a stack, and checks whether they are ready. */
final class StackProcesses {
    static final String INFRASTRUCTURE = "infrastructure";

    private final Path home;
    private final Installation installation;
    private final ServiceLauncher services;

    StackProcesses(Path home, Installation installation) {
        this.home = home;
        this.installation = installation;
        this.services = new ServiceLauncher(home, installation);
    }

    /** @param before the endpoints of the infrastructure that this one replaces, and which it keeps; null for none */
    ServiceProcess infrastructure(@Nullable Endpoints before) throws IOException {
        Files.deleteIfExists(home.resolve(Infrastructure.FILE));
        Files.deleteIfExists(home.resolve(Infrastructure.BEFORE));
        if (before != null) {
            before.writeTo(home.resolve(Infrastructure.BEFORE));
        }
        List<String> options = new ArrayList<>(List.of("-Xmx384m", "-XX:+UseSerialGC", MarkedProcesses.mark(home)));
        options.addAll(ServiceLauncher.LIGHT_COMPILER);
        return ServiceProcess.start(
                INFRASTRUCTURE,
                Priority.TRAINING,
                ServiceProcess.java(options, installation.infrastructure(), home.toString()),
                Map.of(),
                home.resolve("logs").resolve(INFRASTRUCTURE + ".log"));
    }

    /** @param port of the REST interface, if it is the first callback service */
    ServiceProcess service(String name, Endpoints endpoints, int port) throws IOException {
        return services.start(name, endpoints, name.equals(ServiceLauncher.CALLBACKS) ? port : ServiceAddress.ANY);
    }

    /**
     * What is no trainer gives way to training from now on. As long as a stack starts, its trainers wait for the others; and so does
     * whoever waits for archives of classes.
     */
    void giveWay(ServiceProcess process) throws IOException {
        if (!process.name().startsWith(ServiceLauncher.TRAINER) && !ClassArchive.writing()) {
            process.giveWay();
        }
    }

    /** Programs find a first callback service that is ready; other processes they need not find. */
    void announce(ServiceProcess process) throws IOException {
        if (process.name().equals(ServiceLauncher.CALLBACKS)) {
            Optional<ServiceAddress> address = services.address(process);
            if (address.isPresent()) {
                address.get().writeTo(home);
            }
        }
    }

    /** Whether a process is ready; false for one that has ended. */
    boolean ready(ServiceProcess process) {
        try {
            return process.name().equals(INFRASTRUCTURE)
                    ? Files.exists(home.resolve(Infrastructure.FILE))
                    : services.ready(process);
        } catch (IOException e) {
            return false;
        }
    }
}
