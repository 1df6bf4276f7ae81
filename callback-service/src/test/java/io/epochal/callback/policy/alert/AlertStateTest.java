package io.epochal.callback.policy.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.field.Fields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule on short histories. */
class AlertStateTest {
    private static final ToldSince ALWAYS = new ToldSince(Instant.EPOCH, Map.of());

    @Test
    void tellsHowARunEnded() {
        AlertHistory history = history().started().ended(RunStatus.STOPPED_EARLY, "val_loss did not improve");

        assertThat(texts(history, rule("on", "run_ended")))
                .containsExactly("run/r/ended-1: stopped early after 2 epochs: val_loss did not improve");
        assertThat(texts(history, rule("on", "run_failed"))).isEmpty();
    }

    @Test
    void tellsOfEachAttemptThatFailed() {
        AlertHistory history = history().started().ended(RunStatus.FAILED, "no memory");
        history.resumed(0, 1, 1).ended(RunStatus.FAILED, "");

        assertThat(texts(history, rule("on", "run_failed")))
                .containsExactly(
                        "run/r/failed-1: failed after 2 epochs: no memory", "run/r/failed-2: failed after 2 epochs");
    }

    @Test
    void aReasonIsPrintableAndShort() {
        AlertHistory history = history().started().ended(RunStatus.FAILED, "a\r\nb\u202e" + "x".repeat(100_000));

        assertThat(texts(history, rule("on", "run_failed"))).singleElement().satisfies(text -> assertThat(text)
                .startsWith("run/r/failed-1: failed after 2 epochs: a\\r\\nb\\u202exx")
                .hasSizeLessThan(1100));
    }

    /** Losses of epochs, and in which of them it is told. */
    @ParameterizedTest
    @CsvSource({
        "loss < 0.5, '1 0.6 0.4 0.3 0.2', '2'",
        "loss < 0.5, '0.4 0.3', '0'",
        "loss < 0.5, '0.4 0.6 0.5 0.4', '0 3'",
        "loss <= 0.5, '1 0.5 0.5', '1'",
        "loss > 2, '1 3 NaN 3', '1 3'",
        "loss >= 2, '1 Infinity 1', '1'",
        "loss < 0.5, 'NaN NaN', ''",
        "val_loss < 0.5, '0.1', ''",
        "'loss<5e-1', '0.1', '0'"
    })
    void tellsWhereAMetricCrossesAValue(String when, String losses, String told) {
        AlertHistory history = epochs(losses);

        assertThat(keys(history, rule("on", "metric", "when", when))).isEqualTo(keys(told));
    }

    @ParameterizedTest
    @CsvSource({"'1 0.5', ''", "'1 NaN NaN NaN', '1'", "'Infinity 1 -Infinity', '0 2'"})
    void tellsWhereAMetricBecomesNaN(String losses, String told) {
        assertThat(keys(epochs(losses), rule("on", "nan"))).isEqualTo(keys(told));
    }

    @Test
    void aBatchWithNaNIsToldOnceWithItsEpoch() {
        AlertHistory history =
                history().started().batch(0, 1).batch(0, Double.NaN).epoch(0, Double.NaN, 0.1);

        assertThat(texts(history, rule("on", "nan"))).containsExactly("run/r/epoch-0: loss is NaN in epoch 1");
    }

    @ParameterizedTest
    @CsvSource({"0.05, true, 1", "0.1, true, 0", "0.2, true, 0", "0.05, false, 0"})
    void tellsWhereACallbackLowersTheRate(double rate, boolean sets, int told) {
        AlertHistory history = history().started().epoch(0, 1, 0.1).applied(0, rate, sets);

        assertThat(texts(history, rule("on", "rate_lowered")))
                .hasSize(told)
                .allMatch(text -> text.equals("run/r/step-1: learning rate lowered from 0.1 to 0.05"));
    }

    @Test
    void tellsWhereAUserLowersTheRateAndNotWhereThatIsRejected() {
        AlertHistory applied = history().started().requested(0.01, CommandOutcome.APPLIED);
        AlertHistory rejected = history().started().requested(0.01, new CommandOutcome.Rejected("no"));

        assertThat(texts(applied, rule("on", "rate_lowered")))
                .containsExactly("run/r/command-c-1: learning rate lowered from 0.1 to 0.01");
        assertThat(texts(rejected, rule("on", "rate_lowered"))).isEmpty();
    }

    @Test
    void tellsThatAVerdictIsOverdue() {
        assertThat(texts(history().started().overdue(), rule("on", "run_overdue")))
                .containsExactly("run/r/verdict-1-0: waits for a verdict in epoch 1, and cannot train on without it");
    }

    /** Seconds since the run's only event; the program has promised one each 20 s. */
    @ParameterizedTest
    @CsvSource({"29, 0", "30, 0", "31, 1", "100000, 1"})
    void tellsThatAProgramIsSilent(int seconds, int told) {
        AlertRules rules = rule("on", "run_lost");
        AlertState run = fold(history().started(), rules).next();

        AlertStep step = run.at(AlertHistory.BEGINNING.plusSeconds(seconds), rules, ALWAYS);

        assertThat(step.alerts()).hasSize(told).allSatisfy(alert -> {
            assertThat(alert.id()).isEqualTo("run/r/silent-1-0");
            assertThat(alert.time()).isEqualTo("2026-11-28T00:00:30Z");
        });
        assertThat(step.next()
                        .at(AlertHistory.BEGINNING.plusSeconds(200_000), rules, ALWAYS)
                        .alerts())
                .hasSize(1 - told);
    }

    @Test
    void aProgramThatWasLostTwiceIsToldTwice() {
        AlertRules rules = rule("on", "run_lost");
        AlertStep first = fold(history().started(), rules).next().at(AlertHistory.stored(60), rules, ALWAYS);
        TrainingEvent life = history().started().heartbeat().events().get(1);
        AlertState again =
                first.next().after(life, AlertHistory.stored(70), rules, ALWAYS).next();

        assertThat(again.at(AlertHistory.stored(80), rules, ALWAYS).alerts()).isEmpty();
        assertThat(again.at(AlertHistory.stored(120), rules, ALWAYS).alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.key()).isEqualTo("silent-1-1"));
    }

    @Test
    void aRunThatHasEndedOrWasSuspendedIsNeitherLostNorLate() {
        for (AlertRules rules : List.of(rule("on", "run_lost"), rule("on", "run_overdue", "after", "1s"))) {
            for (AlertHistory history : List.of(
                    history().started().ended(RunStatus.COMPLETED, ""),
                    history().started().suspended())) {
                assertThat(fold(history, rules)
                                .next()
                                .at(Instant.MAX, rules, ALWAYS)
                                .alerts())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2m, 120, 0", "2m, 121, 1", "1h, 3601, 1", "1d, 86401, 1", "90s, 90, 0"})
    void tellsThatARunHasNotEndedInTime(String after, int seconds, int told) {
        AlertRules rules = rule("on", "run_overdue", "after", after);
        AlertHistory history = history().started().epoch(0, 1, 0.1);
        // A later attempt does not begin the time anew.
        history.resumed(0, 1, 1);

        AlertStep step = fold(history, rules).next().at(AlertHistory.BEGINNING.plusSeconds(seconds), rules, ALWAYS);

        assertThat(step.alerts()).hasSize(told);
        assertThat(step.next()
                        .at(Instant.parse("2027-01-01T00:00:00Z"), rules, ALWAYS)
                        .alerts())
                .hasSize(1 - told);
    }

    @Test
    void whatIsTrainedAgainIsNotToldAgain() {
        AlertRules rules = rule("on", "metric", "when", "loss < 0.5");
        AlertHistory history = epochs("1 0.4 0.3");
        // Behind the first epoch: the second and third are trained again, and the third is another one now.
        history.resumed(1, 1, 2).epoch(1, 0.4, 0.1).epoch(2, 0.6, 0.1).epoch(3, 0.4, 0.1);

        assertThat(keys(history, rules)).containsExactly("epoch-1", "epoch-3");
    }

    @Test
    void whatAnOlderAttemptStillPublishesIsNotTold() {
        AlertRules rules = rule("on", "metric", "when", "loss < 0.5");
        AlertHistory history = epochs("1 0.4");
        TrainingEvent late = history.events().get(2);
        AlertHistory log = history().started().epoch(0, 1, 0.1).resumed(1, 1, 2);

        AlertState run = fold(log, rules).next();
        assertThat(run.after(late, AlertHistory.stored(9), rules, ALWAYS).alerts())
                .isEmpty();
    }

    @Test
    void aRuleDoesNotTellOfWhatWasBeforeIt() {
        AlertRules rules = rule("on", "metric", "when", "loss < 0.5");
        AlertHistory history = epochs("0.4 0.6 0.4");
        ToldSince since = new ToldSince(Instant.EPOCH, Map.of("r", AlertHistory.stored(2)));

        assertThat(fold(history, rules, since).alerts().stream().map(RunAlert::key))
                .containsExactly("epoch-2");
        assertThat(fold(history, rules, new ToldSince(AlertHistory.stored(4), Map.of()))
                        .alerts())
                .isEmpty();
    }

    @Test
    void noRuleTellsWithoutEnd() {
        AlertHistory history = history().started();
        for (int epoch = 0; epoch < 2000; epoch++) {
            history.epoch(epoch, epoch % 2, 0.1);
        }
        AlertStep all = fold(history, rule("on", "metric", "when", "loss < 0.5"));

        assertThat(all.alerts()).hasSize(RuleMemory.MOST_TOLD);
        assertThat(all.next().memories().getOrDefault("r", RuleMemory.NONE).changes())
                .isNotEmpty()
                .hasSizeLessThan(500);
    }

    @ParameterizedTest
    @CsvSource({
        "mnist-*, true",
        "*, true",
        "mnist-?, true",
        "*-*, true",
        "mnist-10, false",
        "mnist, false",
        "?, false",
        "**1, true",
        "*2, false",
        "*a*a*a*a*a*a*a*a*a*a*a*a*b, false"
    })
    void aRuleIsForTheRunsThatItNames(String pattern, boolean told) {
        String run = pattern.startsWith("*a") ? "a".repeat(128) : "mnist-1";
        AlertHistory history = new AlertHistory(run, List.of()).started().ended(RunStatus.FAILED, "");

        assertThat(fold(history, rule("on", "run_failed", "runs", pattern)).alerts())
                .hasSize(told ? 1 : 0);
    }

    @Test
    void aRunBringsRulesOfItsOwn() {
        AlertHistory history = new AlertHistory(
                        "run",
                        List.of(
                                Map.of("type", "EarlyStopping"),
                                Map.of(
                                        "type",
                                        "Alert",
                                        "on",
                                        "metric",
                                        "when",
                                        "loss < 0.5",
                                        "to",
                                        "ops",
                                        "name",
                                        "low"),
                                Map.of("type", "Alert", "on", "nothing", "to", "ops"),
                                Map.of("type", "Alert", "on", "run_ended", "to", List.of("ops", "chat"))))
                .started()
                .epoch(0, 0.4, 0.1)
                .ended(RunStatus.COMPLETED, "");

        List<RunAlert> alerts = fold(history, new AlertRules(List.of())).alerts();
        assertThat(alerts.stream().map(RunAlert::id))
                .containsExactly("run/callbacks/low/epoch-0", "run/callbacks/run_ended/ended-1");
        assertThat(alerts.get(1).to()).containsExactly("ops", "chat");
    }

    private static AlertHistory history() {
        return new AlertHistory("run", List.of());
    }

    private static AlertHistory epochs(String losses) {
        AlertHistory history = history().started();
        String[] each = losses.split(" ");
        for (int epoch = 0; epoch < each.length; epoch++) {
            history.epoch(epoch, Double.parseDouble(each[epoch]), 0.1);
        }
        return history;
    }

    static AlertRules rule(String... settings) {
        Map<String, Object> rule = new TreeMap<>(Map.of("name", "r", "to", List.of("ops")));
        for (int i = 0; i < settings.length; i += 2) {
            rule.put(settings[i], settings[i + 1]);
        }
        return AlertRules.read(Fields.of("", Map.of("rules", List.of(rule))), Set.of("ops"));
    }

    private static AlertStep fold(AlertHistory history, AlertRules rules) {
        return fold(history, rules, ALWAYS);
    }

    private static AlertStep fold(AlertHistory history, AlertRules rules, ToldSince since) {
        AlertState run = AlertState.of(history.events().get(0).run());
        List<RunAlert> alerts = new ArrayList<>();
        for (int i = 0; i < history.events().size(); i++) {
            AlertStep step = run.after(history.events().get(i), AlertHistory.stored(i), rules, since);
            run = step.next();
            alerts.addAll(step.alerts());
        }
        return new AlertStep(run, alerts);
    }

    private static List<String> texts(AlertHistory history, AlertRules rules) {
        return fold(history, rules).alerts().stream()
                .map(alert -> alert.id() + ": " + alert.text())
                .toList();
    }

    private static List<String> keys(AlertHistory history, AlertRules rules) {
        return fold(history, rules).alerts().stream().map(RunAlert::key).toList();
    }

    private static List<String> keys(String epochs) {
        return epochs.isEmpty()
                ? List.of()
                : List.of(epochs.split(" ")).stream()
                        .map(epoch -> "epoch-" + epoch)
                        .toList();
    }
}
