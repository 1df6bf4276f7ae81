package io.epochal.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** The most memory and the most open files that a process was seen with, and its processor time; Linux only. */
final class ProcessSize {
    private static final Path PROCESSES = Path.of("/proc");

    private final long pid;
    private final Path process;
    private Duration processor = Duration.ZERO;
    private long kilobytes;
    private long files;

    ProcessSize(long pid) {
        this.pid = pid;
        this.process = PROCESSES.resolve(Long.toString(pid));
    }

    /** Looks; a process that has ended has nothing. */
    void look() {
        try (Stream<String> status = Files.lines(process.resolve("status"));
                Stream<Path> opened = Files.list(process.resolve("fd"))) {
            kilobytes = Math.max(
                    kilobytes,
                    status.filter(line -> line.startsWith("VmRSS"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum());
            files = Math.max(files, opened.count());
            processor = ProcessHandle.of(pid)
                    .flatMap(one -> one.info().totalCpuDuration())
                    .orElse(processor);
        } catch (IOException e) {
            return;
        }
    }

    long mebibytes() {
        return kilobytes / 1024;
    }

    double processorSeconds() {
        return processor.toMillis() / 1e3;
    }

    long files() {
        return files;
    }
}
