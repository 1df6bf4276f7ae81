package io.epochal.callback.policy.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.EventPosition;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random histories with attempts that are killed and resumed, read by processes that are killed anywhere: each thing is told once. */
@Tag("slow")
class AlertResumesTest {
    private static final int HISTORIES = 400;
    private static final int EPOCHS = 12;
    private static final ToldSince ALWAYS = new ToldSince(Instant.EPOCH, Map.of());
    private static final AlertRules RULES = AlertRules.read(
            Fields.of(
                    "",
                    Map.of(
                            "rules",
                            List.of(
                                    Map.of("name", "low", "on", "metric", "when", "loss < 0.5", "to", "ops"),
                                    Map.of("name", "high", "on", "metric", "when", "loss >= 0.9", "to", "ops"),
                                    Map.of("name", "nan", "on", "nan", "to", "ops"),
                                    Map.of("name", "rate", "on", "rate_lowered", "to", "ops"),
                                    Map.of("name", "end", "on", "run_ended", "to", "ops")))),
            Set.of("ops"));

    /** Epochs' losses, which are the same whenever they are trained. */
    private record Training(double[] losses, boolean[] lowers) {
        static Training random(Random random) {
            double[] losses = new double[EPOCHS];
            boolean[] lowers = new boolean[EPOCHS];
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                losses[epoch] = random.nextInt(8) == 0 ? Double.NaN : random.nextInt(100) / 100.0;
                lowers[epoch] = random.nextInt(4) == 0;
            }
            return new Training(losses, lowers);
        }

        double rate(int epoch) {
            double rate = 0.1;
            for (int before = 0; before < epoch; before++) {
                rate = lowers[before] ? rate / 2 : rate;
            }
            return rate;
        }

        void epoch(AlertHistory history, int epoch) {
            history.epoch(epoch, losses[epoch], rate(epoch)).applied(epoch, rate(epoch + 1), lowers[epoch]);
        }
    }

    @Test
    void eachThingIsToldOnceThoughItIsTrainedAgainAndReadAgain() throws IOException {
        Random random = new Random(20261128);
        int resumes = 0;
        int told = 0;
        for (int i = 0; i < HISTORIES; i++) {
            Training training = Training.random(random);
            AlertHistory undisturbed = new AlertHistory("run", List.of()).started();
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                training.epoch(undisturbed, epoch);
            }
            AlertHistory killed = killed(training, random);
            resumes += killed.attempt() - 1;
            Set<String> expected = ids(read(undisturbed.events(), List.of()));
            undisturbed.ended(RunStatus.COMPLETED, "");
            expected.add("run/end/ended-" + killed.attempt());

            List<String> whole = read(killed.events(), List.of());
            assertThat(whole).doesNotHaveDuplicates();
            assertThat(ids(whole)).isEqualTo(expected);
            List<Integer> cuts = random.ints(
                            random.nextInt(6), 0, killed.events().size())
                    .boxed()
                    .sorted()
                    .toList();
            assertThat(read(killed.events(), cuts)).containsExactlyElementsOf(whole);
            told += whole.size();
        }
        assertThat(resumes).as("attempts that resumed").isGreaterThan(HISTORIES / 2);
        assertThat(told).as("what was told").isGreaterThan(5 * HISTORIES);
    }

    private static AlertHistory killed(Training training, Random random) {
        AlertHistory history = new AlertHistory("run", List.of()).started();
        Map<Integer, EventPosition> begun = new HashMap<>();
        int epoch = 0;
        while (epoch < EPOCHS) {
            begun.put(epoch, new EventPosition(history.attempt(), history.sequence()));
            training.epoch(history, epoch);
            epoch++;
            int kill = random.nextInt(14);
            if (kill == 0) {
                epoch = 0;
                begun.clear();
                history.started();
            } else if (kill <= 2) {
                int again = random.nextInt(epoch + 1);
                epoch = again;
                begun.keySet().removeIf(later -> later > again);
                EventPosition from =
                        begun.getOrDefault(epoch, new EventPosition(history.attempt(), history.sequence()));
                history.resumed(epoch, from.attempt(), from.sequence());
            } else if (kill == 3) {
                history.repeated(random.nextInt(history.events().size()));
            }
        }
        return history.ended(RunStatus.COMPLETED, "");
    }

    /** Reads a log; at each cut the process is replaced by one that knows what is on disk, and reads again from somewhere before. */
    private static List<String> read(List<TrainingEvent> log, List<Integer> cuts) throws IOException {
        Random random = new Random(log.size());
        List<String> told = new ArrayList<>();
        AlertState run = AlertState.of("run");
        int at = 0;
        for (int cut = 0; cut <= cuts.size(); cut++) {
            int end = cut < cuts.size() ? cuts.get(cut) : log.size();
            for (; at < end; at++) {
                AlertStep step = run.after(log.get(at), AlertHistory.stored(at), RULES, ALWAYS);
                run = step.next();
                step.alerts().forEach(alert -> told.add(alert.id()));
            }
            run = Wire.JSON.readValue(Wire.JSON.writeValueAsBytes(run), AlertState.class);
            at = at == 0 ? 0 : random.nextInt(at + 1);
        }
        return told;
    }

    private static Set<String> ids(List<String> told) {
        return new HashSet<>(told);
    }
}
