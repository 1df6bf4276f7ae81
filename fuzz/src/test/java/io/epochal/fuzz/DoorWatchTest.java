package io.epochal.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The watch sees what a door must not do. */
class DoorWatchTest {
    private static DoorWatch.Answer answer(Door.Reader reader, Duration limit) throws InterruptedException {
        Door door = new Door("a door", 1, List.of(), (input, random) -> input, reader, List.of(IOException.class));
        try (DoorWatch watch = new DoorWatch(door, Path.of("."), limit)) {
            return watch.give(new byte[0]);
        }
    }

    private static DoorWatch.Answer answer(Door.Reader reader) throws InterruptedException {
        return answer(reader, Duration.ofSeconds(30));
    }

    @Test
    void takesWhatIsReadAndWhatIsRefusedInWords() throws InterruptedException {
        assertThat(answer((input, folder) -> {})).isEqualTo(DoorWatch.Answer.TAKEN);
        assertThat(answer((input, folder) -> {
                    throw new IOException("line 3: must be a number");
                }))
                .isEqualTo(DoorWatch.Answer.REFUSED);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new IllegalStateException("x"), "threw java.lang.IllegalStateException: x"),
                Arguments.of(new StackOverflowError(), "threw java.lang.StackOverflowError"),
                Arguments.of(new OutOfMemoryError("heap"), "threw java.lang.OutOfMemoryError: heap"),
                Arguments.of(new IOException(), "refused without words"),
                Arguments.of(new IOException(" "), "refused without words"),
                Arguments.of(new IOException("x".repeat(10_000)), "refused without words, or with too many"),
                Arguments.of(new IOException("\u001b[2J"), "refused with control characters: ?[2J"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysWhatIsNoRefusal(Throwable thrown, String fault) throws InterruptedException {
        assertThat(answer((input, folder) -> {
                            if (thrown instanceof Error error) {
                                throw error;
                            }
                            throw (Exception) thrown;
                        })
                        .fault())
                .hasValueSatisfying(said -> assertThat(said).startsWith(fault));
    }

    @Test
    void leavesADoorThatDoesNotComeBackAndSaysWhereItIs() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        assertThat(answer((input, folder) -> never.await(), Duration.ofMillis(50))
                        .fault())
                .hasValueSatisfying(said ->
                        assertThat(said).startsWith("no answer in 50 ms").contains("CountDownLatch.await"));
    }
}
