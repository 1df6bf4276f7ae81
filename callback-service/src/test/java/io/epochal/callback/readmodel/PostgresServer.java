package io.epochal.callback.readmodel;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of this machine, in a folder of its own. */
final class PostgresServer implements AutoCloseable {
    private final Path binaries;
    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private PostgresServer(Path binaries, Path folder, int port) {
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
    }

    /** Where its programs are; empty where it is not installed. */
    static Optional<Path> installed() {
        List<Path> found = new ArrayList<>();
        for (String folder : System.getenv("PATH").split(":", -1)) {
            found.add(Path.of(folder));
        }
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            versions.sorted(Comparator.reverseOrder()).forEach(version -> found.add(version.resolve("bin")));
        } catch (IOException e) {
            // There is none of a Debian package.
        }
        return found.stream()
                .filter(path ->
                        Files.isExecutable(path.resolve("initdb")) && Files.isExecutable(path.resolve("postgres")))
                .findFirst();
    }

    /** Makes a cluster in a new folder, and starts it. */
    static PostgresServer start(Path binaries) throws Exception {
        Path folder = Files.createTempDirectory("postgres");
        if (isRoot()) {
            run(List.of("chown", "nobody", folder.toString()));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        PostgresServer server = new PostgresServer(binaries, folder, port);
        // A language in which texts are not compared byte by byte, where there is one.
        run(server.program(
                "initdb",
                "-D",
                folder.resolve("data").toString(),
                "-U",
                "test",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "-N",
                "--locale=C.UTF-8"));
        server.begin();
        return server;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to be root. */
    private List<String> program(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "nobody", "--"));
        }
        command.add(binaries.resolve(name).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    /** Starts it, and returns when it answers. */
    void begin() throws Exception {
        process = new ProcessBuilder(program(
                        "postgres",
                        "-D",
                        folder.resolve("data").toString(),
                        "-p",
                        Integer.toString(port),
                        "-k",
                        folder.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "fsync=off"))
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (Connection connection = DriverManager.getConnection(url("postgres"), "test", "")) {
                return;
            } catch (SQLException e) {
                if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
                    throw e;
                }
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** A new, empty database. */
    ReadModelPlace.Shared database(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), "test", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new ReadModelPlace.Shared(url(name), "test", "");
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Ends it at once, with all connections. */
    void stop() throws IOException, InterruptedException {
        Process running = process;
        if (running != null) {
            run(program("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "-w", "stop"));
            running.waitFor();
            process = null;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
