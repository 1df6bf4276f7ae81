package io.epochal.stack;

import io.epochal.stack.ServiceProcess.Priority;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts the processes of the two services, and checks whether they are ready. */
public final class ServiceLauncher {
    /** The name of the first callback service; others have a number behind it. */
    public static final String CALLBACKS = "callback-service";
    /** The name of the first trainer; others have a number behind it. */
    public static final String TRAINER = "trainer-service";

    /** In the home folder: the token by which the command, and a browser that it leads there, are let in. The service makes it. */
    static final String TOKEN = "token";

    /** In the home folder: the token by which Prometheus reads the metrics of its services. The services make it. */
    static final String METRICS_TOKEN = "metrics-token";

    /** What is called some hundred times is fastest so; the code that the optimizing compiler would replace is slower until then. */
    static final List<String> LIGHT_COMPILER = List.of("-XX:TieredStopAtLevel=1");

    /**
     * The optimizing compiler takes what is called ten times as often as it would by default: the loops of a training, and the
     * digests of a checkpoint, which only it makes with the processor's instructions. What only a start calls is not worth a core
     * that the first batches need.
     */
    static final List<String> PATIENT_COMPILER = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    private static final String PRIVATE_DESTINATIONS = "EPOCHAL_PRIVATE_DESTINATIONS";

    /** A service that runs out of memory exits, as in its image, and is restarted. */
    private static final String END_WITHOUT_MEMORY = "-XX:+ExitOnOutOfMemoryError";

    /** The first address is that of the REST interface, the last one that of the management port, where there is one. */
    private static final Pattern LISTENING = Pattern.compile("[Ll]istening on:? (https?://[^\\s,]+?)\\.?(?=[\\s,]|$)");

    private static final int OK = 200;
    private static final int PATIENCE_MILLIS = 5000;

    private final Path home;
    private final Installation installation;

    public ServiceLauncher(Path home, Installation installation) {
        this.home = home;
        this.installation = installation;
    }

    /**
     * Starts one process; its output replaces what was in {@code logs/NAME.log}.
     *
     * @param name as {@link StackPlan#names} has it
     * @param endpoints of Kafka and S3, for this process
     */
    public ServiceProcess start(String name, Endpoints endpoints) throws IOException {
        return start(name, endpoints, ServiceAddress.ANY);
    }

    /** @param port of a callback service's REST interface */
    ServiceProcess start(String name, Endpoints endpoints, int port) throws IOException {
        boolean trainer = name.startsWith(TRAINER);
        FlatService program = new FlatService(trainer ? installation.trainerService() : installation.callbackService());
        Map<String, String> environment = new TreeMap<>(program.environment());
        // It is asked often while it starts, and would log each time that it is not ready yet.
        environment.put("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN");
        environment.putAll(trainer ? trainerEnvironment(endpoints) : callbackEnvironment(endpoints, port));
        return ServiceProcess.start(
                name,
                Priority.TRAINING,
                program.command(trainer ? options("-Xmx768m", PATIENT_COMPILER) : options("-Xmx256m", LIGHT_COMPILER)),
                environment,
                log(name));
    }

    /** Whether a process is ready, according to its health endpoint. */
    public boolean ready(ServiceProcess process) throws IOException {
        Matcher listening = LISTENING.matcher(process.begin());
        String address = null;
        while (listening.find()) {
            address = listening.group(1);
        }
        return address != null && healthy(address);
    }

    /** The address that a callback service says its REST interface is at; empty before it does. */
    Optional<ServiceAddress> address(ServiceProcess process) throws IOException {
        Matcher listening = LISTENING.matcher(process.begin());
        return listening.find() ? Optional.of(new ServiceAddress(listening.group(1))) : Optional.empty();
    }

    /** The root of a callback service's REST interface; empty before it listens. */
    public Optional<URI> rest(ServiceProcess process) throws IOException {
        return address(process).map(one -> URI.create(one.url()));
    }

    private Path log(String name) {
        return home.resolve("logs").resolve(name + ".log");
    }

    private List<String> options(String heap, List<String> compiler) {
        List<String> options =
                new ArrayList<>(List.of(heap, "-XX:+UseSerialGC", END_WITHOUT_MEMORY, MarkedProcesses.mark(home)));
        options.addAll(compiler);
        return options;
    }

    private Map<String, String> callbackEnvironment(Endpoints endpoints, int port) {
        Map<String, String> environment = new TreeMap<>(commonEnvironment(endpoints));
        environment.put(
                "EPOCHAL_RECORDING_DIRECTORY", home.resolve("tensorboard").toString());
        environment.put("EPOCHAL_TOKEN_FILE", home.resolve(TOKEN).toString());
        environment.put("EPOCHAL_STATE_DIRECTORY", home.resolve("state").toString());
        // The user of this machine may reach it anyway.
        environment.put(
                PRIVATE_DESTINATIONS,
                Objects.requireNonNullElse(System.getenv(PRIVATE_DESTINATIONS), "127.0.0.0/8,::1"));
        // Without it, file names with accents could not be written where the terminal has LC_ALL=C.
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        return environment;
    }

    private Map<String, String> commonEnvironment(Endpoints endpoints) {
        Map<String, String> environment = new TreeMap<>(endpoints.kafkaEnvironment());
        environment.put("EPOCHAL_S3_ENDPOINT", endpoints.s3());
        environment.put("EPOCHAL_S3_BUCKET", Infrastructure.BUCKET);
        environment.put("EPOCHAL_S3_ACCESS_KEY", endpoints.accessKey());
        environment.put("EPOCHAL_S3_SECRET_KEY", endpoints.secretKey());
        environment.put("EPOCHAL_PLUGINS", home.resolve("plugins").toString());
        environment.put(
                "EPOCHAL_METRICS_TOKEN_FILE", home.resolve(METRICS_TOKEN).toString());
        environment.put("QUARKUS_MANAGEMENT_PORT", "0");
        return environment;
    }

    private Map<String, String> trainerEnvironment(Endpoints endpoints) {
        Map<String, String> environment = new TreeMap<>(commonEnvironment(endpoints));
        environment.put("EPOCHAL_DATASETS", installation.datasets().toString());
        environment.put("EPOCHAL_UNSTORED_DIRECTORY", home.resolve("unstored").toString());
        environment.put("EPOCHAL_INPUTS_DIRECTORY", home.resolve("cache/inputs").toString());
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("DJL_CACHE_DIR", home.resolve("cache/djl").toString());
        // Freed tensors stay with the process instead of going back to the kernel batch by batch.
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.put("MALLOC_MMAP_MAX_", "0");
        environment.put("MALLOC_TRIM_THRESHOLD_", "8589934592");
        environment.put("MALLOC_TOP_PAD_", "67108864");
        // Two spinning OpenMP threads would take the cores from all other processes.
        environment.put("GOMP_SPINCOUNT", "1000");
        return environment;
    }

    /** Without the JDK's newer client, which takes a fifth of a second to set up TLS. */
    private static boolean healthy(String address) throws IOException {
        URLConnection asked = URI.create(address + "/q/health/ready").toURL().openConnection(Proxy.NO_PROXY);
        asked.setConnectTimeout(PATIENCE_MILLIS);
        asked.setReadTimeout(PATIENCE_MILLIS);
        return asked instanceof HttpURLConnection http && http.getResponseCode() == OK;
    }
}
