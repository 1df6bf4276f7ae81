package io.epochal.trainer.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where the training's thread was, by Java's own flight recorder: samples of it in Java and in native code. */
final class TimeProfile {
    private static final int MOST = 12;
    private static final List<String> EVENTS = List.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

    private final Recording recording;

    private TimeProfile(Recording recording) {
        this.recording = recording;
    }

    static TimeProfile begin() {
        Recording recording = new Recording();
        EVENTS.forEach(event -> recording.enable(event).withPeriod(Duration.ofMillis(10)));
        recording.start();
        return new TimeProfile(recording);
    }

    /** The shares of the samples in a batch: by what the engine was at, and by the layers' and the engine's functions. */
    String end() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("profile", ".jfr");
        Map<String, Integer> phases = new TreeMap<>();
        Map<String, Integer> functions = new TreeMap<>();
        try {
            recording.dump(file);
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (EVENTS.contains(event.getEventType().getName()) && event.getStackTrace() != null) {
                    count(event.getStackTrace().getFrames(), phases, functions);
                }
            }
        } finally {
            recording.close();
            Files.delete(file);
        }
        return lines("phase", phases) + lines("function", functions);
    }

    private static void count(List<RecordedFrame> frames, Map<String, Integer> phases, Map<String, Integer> functions) {
        for (int i = frames.size() - 1; i > 0; i--) {
            if (name(frames.get(i)).equals("DjlEngine.trainBatch")) {
                phases.merge(name(frames.get(i - 1)), 1, Integer::sum);
                functions.merge(place(frames.subList(0, i)) + name(frames.get(0)), 1, Integer::sum);
                return;
            }
        }
    }

    /** The layer's class, for a sample that was in one. */
    private static String place(List<RecordedFrame> frames) {
        return frames.stream()
                .filter(frame -> frame.getMethod().getType().getName().startsWith("io.epochal."))
                .findFirst()
                .map(frame -> name(frame) + " > ")
                .orElse("");
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName();
    }

    private static String lines(String kind, Map<String, Integer> counts) {
        double all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST)
                .map(one -> String.format(Locale.ROOT, "%s %.1f %s%n", kind, 100 * one.getValue() / all, one.getKey()))
                .collect(Collectors.joining());
    }
}
