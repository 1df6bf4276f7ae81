package io.epochal.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code docker/locked}: its file for compose, and its scripts. */
final class LockedStack {
    static final Path FOLDER = Path.of("..", "docker", "locked");

    record Said(int exitCode, String output) {}

    private LockedStack() {}

    /** Without the marks by which compose replaces what docker-compose.yml says. */
    static JsonNode compose() throws IOException {
        String yaml = Files.readString(FOLDER.resolve("compose.yml")).replaceAll("!(override|reset)", "");
        return KubernetesManifest.parse("compose.yml", yaml).get(0).content();
    }

    /** The settings that {@code prepare} has written there. */
    static Map<String, String> settings(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("env")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    }

    static Said prepare(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder script =
                new ProcessBuilder("/bin/sh", FOLDER.resolve("prepare").toString());
        script.command().addAll(List.of(arguments));
        return said(script);
    }

    /** With what it writes to both streams. */
    static Said said(ProcessBuilder program) throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), output);
    }
}
