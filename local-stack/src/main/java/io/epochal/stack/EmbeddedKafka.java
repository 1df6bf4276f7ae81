package io.epochal.stack;

import io.epochal.kafka.ShareGroup;
import io.epochal.kafka.TopicPlan;
import io.epochal.kafka.Topics;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A one-node Kafka (KRaft, broker and controller) in this JVM. Data in its folder survive a restart. */
public final class EmbeddedKafka implements AutoCloseable {
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final int port;

    /**
     * A second listener, for clients that connect through a proxy.
     *
     * @param port to listen on at 127.0.0.1
     * @param advertised the address that these clients connect to, as {@code host:port}
     */
    public record ProxyListener(int port, String advertised) {}

    /** @param port to listen on at 127.0.0.1, or 0 for a free one */
    public EmbeddedKafka(Path folder, int port) throws IOException {
        this(folder, port, null);
    }

    /** The same with a second listener. */
    public EmbeddedKafka(Path folder, int port, @Nullable ProxyListener proxy) throws IOException {
        this(folder, port, proxy, Map.of());
    }

    /** @param more settings of the broker, which override the others */
    EmbeddedKafka(Path folder, int port, @Nullable ProxyListener proxy, Map<String, String> more) throws IOException {
        Files.createDirectories(folder);
        // Bound here and handed over: the controller cannot listen on port 0, and no other program can take the port in
        // between.
        Map<Integer, ServerSocketChannel> bound = new HashMap<>();
        this.port = bind(bound, port);
        int controllerPort = bind(bound, 0);
        if (proxy != null) {
            bind(bound, proxy.port());
        }
        String voter = "1@127.0.0.1:" + controllerPort;
        try {
            format(folder);
            Properties settings = settings(folder, this.port, controllerPort, voter);
            if (proxy != null) {
                open(settings, proxy);
            }
            settings.putAll(more);
            KafkaConfig config = KafkaConfig.fromProps(settings, false);
            var initialized = KafkaRaftServer.initializeLogDirs(
                    config, LoggerFactory.getLogger(EmbeddedKafka.class), "embedded ");
            ServerSocketFactory sockets = (listener, address, backlog, buffer) -> bound.remove(address.getPort());
            SharedServer shared = new SharedServer(
                    config,
                    initialized._1(),
                    Time.SYSTEM,
                    new Metrics(),
                    CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(List.of(voter))),
                    List.of(),
                    new StandardFaultHandlerFactory(),
                    sockets);
            this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), initialized._2());
            this.broker = new BrokerServer(shared);
            controller.startup();
            broker.startup();
        } catch (Exception e) {
            throw new IOException("Kafka could not start in " + folder + ": " + e.getMessage(), e);
        }
    }

    public String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Creates missing topics and the share group of the queue, as the services would. */
    public void create(TopicPlan plan) throws IOException {
        create(plan, Map.of("bootstrap.servers", bootstrap()));
    }

    /** @param client settings of a client that may */
    void create(TopicPlan plan, Map<String, Object> client) throws IOException {
        new Topics(client, plan).ensure(List.of(Topic.values()));
        new ShareGroup(client, ShareGroup.TRAINERS).ensure();
    }

    @Override
    public void close() {
        broker.shutdown();
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
    }

    private static Properties settings(Path folder, int port, int controllerPort, String voter) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", voter);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", folder.toString());
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // So that a killed broker is back within seconds.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "500");
        // A new trainer learns with its next heartbeat that it may fetch runs.
        settings.put("group.share.min.heartbeat.interval.ms", "200");
        settings.put("group.share.heartbeat.interval.ms", "200");
        // Each index is made with its full size, and is cut and written to the disk when the broker ends.
        settings.put("log.index.size.max.bytes", "1048576");
        // Each request that another thread takes finds that core's caches cold.
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        // The default takes 128 MiB of heap.
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        return settings;
    }

    private static void open(Properties settings, ProxyListener proxy) {
        String own = settings.getProperty("listeners").split(",", -1)[0];
        settings.put("listeners", settings.get("listeners") + ",PROXY://127.0.0.1:" + proxy.port());
        settings.put("advertised.listeners", own + ",PROXY://" + proxy.advertised());
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put(
                "listener.security.protocol.map", settings.get("listener.security.protocol.map") + ",PROXY:PLAINTEXT");
    }

    private static void format(Path folder) throws Exception {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(folder.toString())
                .addDirectory(folder.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }

    private static int bind(Map<Integer, ServerSocketChannel> bound, int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        int actual = channel.socket().getLocalPort();
        bound.put(actual, channel);
        return actual;
    }
}
