package io.epochal.chaos.stack;

import io.epochal.stack.Endpoints;
import io.epochal.stack.Installation;
import io.epochal.stack.ServiceLauncher;
import io.epochal.stack.ServiceProcess;
import io.epochal.stack.StackPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Trainers, callback services, Kafka and S3, each a process. The services reach Kafka and S3 through proxies only. A process
 * that dies is restarted at once, as Kubernetes would do it.
 *
 * <pre>
 *   services ──▶ TcpProxy ──▶ Kafka's 2nd listener   the harness ──▶ Kafka, S3 (direct)
 *            └─▶ TcpProxy ──▶ S3
 * </pre>
 */
public final class ProxiedStack implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Path home;
    private final StackPorts ports;
    private final StoreDisk disk;
    private final TcpProxy kafka;
    private final TcpProxy s3;
    private final ProcessCommands commands;
    private final Map<String, ServiceProcess> processes = new ConcurrentSkipListMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread supervisor = new Thread(this::supervise, "supervisor");

    private ProxiedStack(Path home, Installation installation, StoreKind kind) throws IOException {
        this.home = home;
        this.ports = StackPorts.free();
        this.disk = StoreDisk.mountedAt(home.resolve("s3"));
        this.kafka = new TcpProxy(ports.proxied());
        this.s3 = new TcpProxy(ports.s3());
        this.commands = new ProcessCommands(home, new ServiceLauncher(home, installation), kind, ports, endpoints());
    }

    /**
     * Starts everything and waits until it can be used.
     *
     * @param plan which services
     */
    public static ProxiedStack start(Path home, Installation installation, StoreKind kind, StackPlan plan)
            throws IOException {
        ProxiedStack stack = new ProxiedStack(home, installation, kind);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::closeAtExit, "close-stack"));
        try {
            stack.start(ProcessCommands.BROKER);
            stack.start(ProcessCommands.STORE);
            stack.awaitReady(START);
            for (String name : plan.names()) {
                stack.start(name);
            }
            stack.awaitReady(START);
            stack.supervisor.start();
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** Kafka and S3 without proxies: faults do not affect these. */
    public Endpoints direct() {
        return ports.direct();
    }

    /** Kafka and S3 as the services find them. */
    private Endpoints endpoints() {
        return StackPorts.endpoints(kafka.port(), s3.port());
    }

    public Path home() {
        return home;
    }

    public StoreDisk disk() {
        return disk;
    }

    public TcpProxy kafkaProxy() {
        return kafka;
    }

    public TcpProxy s3Proxy() {
        return s3;
    }

    /** The current process of each name. */
    public List<ServiceProcess> processes() {
        return List.copyOf(processes.values());
    }

    public ServiceProcess process(String name) {
        return Objects.requireNonNull(processes.get(name), name);
    }

    /** Where the callback services are reached over HTTP that listen now. */
    public List<URI> rest() throws IOException {
        List<URI> roots = new ArrayList<>();
        for (ServiceProcess process : processes()) {
            if (process.name().startsWith(ServiceLauncher.CALLBACKS) && process.alive()) {
                commands.rest(process).ifPresent(roots::add);
            }
        }
        return roots;
    }

    /** Returns when every process is ready; {@link IOException} names one that is not within the limit. */
    public void awaitReady(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (String name : List.copyOf(processes.keySet())) {
            while (!ready(process(name))) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(name + " is not up after " + limit.toSeconds() + " s");
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    private boolean ready(ServiceProcess process) throws IOException {
        try {
            return process.alive() && commands.isReady(process);
        } catch (IOException e) {
            // It may have died just now, or is suspended.
            return false;
        }
    }

    private void supervise() {
        try {
            while (!closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                for (ServiceProcess process : processes()) {
                    if (!process.alive()) {
                        start(process.name());
                    }
                }
            }
        } catch (IOException e) {
            System.err.println("dead processes are not restarted any more: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts a process. The log of the one before it is kept under another name. */
    private void start(String name) throws IOException {
        Path log = home.resolve("logs").resolve(name + ".log");
        for (int before = 1; Files.exists(log); before++) {
            Path kept = log.resolveSibling(name + "." + before + ".log");
            if (Files.notExists(kept)) {
                Files.move(log, kept);
            }
        }
        processes.put(name, commands.start(name, log));
    }

    /** When this program ends, also by Ctrl-C, its processes end too. */
    private void closeAtExit() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("the stack was not closed in order: " + e.getMessage());
        }
    }

    /** Kills all processes; a second call does nothing. */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        closing.countDown();
        try {
            supervisor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        processes().forEach(process -> process.stop(Duration.ZERO));
        kafka.close();
        s3.close();
        disk.close();
    }
}
