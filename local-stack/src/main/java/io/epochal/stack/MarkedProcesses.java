package io.epochal.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Finds the processes of a home folder's stacks, recorded or not: each has the folder's mark in its command line. */
final class MarkedProcesses {
    private static final String PROPERTY = "-Depochal.stack=";
    private static final int DIGITS = 24;

    private MarkedProcesses() {}

    /** The command line argument that marks the processes of a home folder. */
    static String mark(Path home) {
        try {
            Path real = Files.exists(home)
                    ? home.toRealPath()
                    : home.toAbsolutePath().normalize();
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(real.toString().getBytes(StandardCharsets.UTF_8));
            return PROPERTY + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("no mark for " + home + ": " + e.getMessage(), e);
        }
    }

    /** Those that are alive. */
    static List<ProcessHandle> of(Path home) {
        String mark = mark(home);
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> has(line, mark))
                        .isPresent())
                .filter(ServiceProcess::lives)
                .toList();
    }

    private static boolean has(String commandLine, String mark) {
        return commandLine.contains(" " + mark + " ")
                && (commandLine.contains(" -jar ") || commandLine.endsWith(" " + FlatService.MAIN));
    }

    static void end(Path home, Duration grace) {
        List<ProcessHandle> all = of(home);
        all.forEach(ProcessHandle::destroy);
        all.forEach(process -> ServiceProcess.end(process, grace));
    }
}
