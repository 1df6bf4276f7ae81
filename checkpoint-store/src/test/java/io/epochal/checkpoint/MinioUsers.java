package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A bucket of a MinIO and users with a policy each, made by its own tool {@code mc}.
 *
 * @param folder for what the tool keeps
 */
record MinioUsers(S3CompatibilityKit.Server root, String bucket, Path folder) {
    /** A new user who may do what this policy says, and nothing else. */
    S3CompatibilityKit.Server with(String policy) throws IOException {
        String name = "u" + UUID.randomUUID().toString().substring(0, 8);
        Path file = Files.writeString(folder.resolve(name + ".json"), policy);
        for (String command : List.of(
                "policy create local " + name + " " + file,
                "user add local " + name + " " + name + "-secret",
                "policy attach local " + name + " --user " + name)) {
            var unused = run(("admin " + command).split(" ", -1));
        }
        return new S3CompatibilityKit.Server(root.endpoint(), name, name + "-secret", bucket);
    }

    void makeTheBucket() throws IOException {
        var unused = run("mb", "local/" + bucket);
    }

    /** Whether parts lie there of an upload that was never completed. */
    boolean partsOf(String key) throws IOException {
        return !run("ls", "--incomplete", "local/" + bucket + "/" + key).isBlank();
    }

    private String run(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("mc", "--config-dir", folder.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder command = new ProcessBuilder(line).redirectErrorStream(true);
        String login = root.accessKey() + ":" + root.secretKey() + "@";
        command.environment().put("MC_HOST_local", root.endpoint().replace("://", "://" + login));
        Process process = command.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", arguments) + ": " + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while mc runs");
        }
    }
}
