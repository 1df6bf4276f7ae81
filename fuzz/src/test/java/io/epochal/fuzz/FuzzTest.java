package io.epochal.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Generated inputs through every door. {@code -Dfuzz.inputs} says how many in all, {@code -Dfuzz.seed} which, and {@code -Dfuzz.door}
 * chooses a door. The same seed makes the same inputs.
 */
@Tag("slow")
class FuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final long INPUTS = Long.getLong("fuzz.inputs", 14_000);
    private static final String ONLY = System.getProperty("fuzz.door", "");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_FAULTS = 5;

    @TempDir
    private Path folder;

    static List<Door> doors() throws IOException {
        return Doors.all().stream()
                .filter(door -> ONLY.isEmpty() || door.name().equals(ONLY))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("doors")
    void everyInputIsReadOrRefusedInWordsAndInTime(Door door) throws Exception {
        int shares = doors().stream().mapToInt(Door::share).sum();
        long inputs = (INPUTS * door.share() + shares - 1) / shares;
        System.out.printf("fuzz: %s, %d inputs, -Dfuzz.seed=%d%n", door, inputs, SEED);
        int taken = 0;
        int faults = 0;
        StringBuilder found = new StringBuilder();
        try (DoorWatch watch = new DoorWatch(door, folder, LIMIT)) {
            for (long number = 0; number < inputs && faults < MOST_FAULTS; number++) {
                byte[] input = input(door, number);
                DoorWatch.Answer answer = watch.give(input);
                taken += answer.taken() ? 1 : 0;
                if (answer.fault().isPresent()) {
                    faults++;
                    found.append("\ninput ").append(number).append(", ").append(saved(door, number, input));
                    found.append(": ").append(answer.fault().get());
                    if (answer.fault().get().startsWith("no answer")) {
                        break;
                    }
                }
            }
        }
        if (faults > 0) {
            fail("%s, -Dfuzz.seed=%d:%s", door, SEED, found);
        }
        assertThat(taken).as("inputs that %s took", door).isGreaterThan(0);
        assertThat(taken).as("inputs that %s took", door).isLessThan((int) inputs);
    }

    @ParameterizedTest
    @MethodSource("doors")
    void everyOriginalIsTaken(Door door) throws Exception {
        for (byte[] original : door.originals()) {
            door.reader().read(original, folder);
        }
    }

    private static byte[] input(Door door, long number) throws IOException {
        Random random = new Random(SEED * 1_000_003 + door.name().hashCode() * 31L + number);
        return door.damage()
                .of(door.originals().get(random.nextInt(door.originals().size())), random);
    }

    private static Path saved(Door door, long number, byte[] input) throws IOException {
        Path inputs = Files.createDirectories(Path.of("target", "fuzz"));
        return Files.write(inputs.resolve(door.name().replaceAll("\\W+", "-") + "-" + SEED + "-" + number), input);
    }
}
