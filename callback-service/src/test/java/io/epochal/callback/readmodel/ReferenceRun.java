package io.epochal.callback.readmodel;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.query.RunOrder;
import io.epochal.callback.query.RunTerm;
import io.epochal.callback.query.SpecFields;
import io.epochal.callback.summary.MetricCurve.EpochValue;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One run in memory, and what a filter and an order mean for it: what the database must say, too.
 *
 * @param metrics all of them, with the value that is shown
 */
record ReferenceRun(RunOverview run, Map<String, Double> metrics, Map<String, JsonNode> fields) {
    static ReferenceRun of(RunSummary summary, Map<String, Double> metrics, Map<String, JsonNode> fields) {
        return new ReferenceRun(new OverviewFold(summary).overview(), metrics, fields);
    }

    boolean isSelectedBy(RunFilter filter, Instant now) {
        return filter.terms().stream().allMatch(term -> term.accept(new Holds(this, now)));
    }

    private record Holds(ReferenceRun of, Instant now) implements RunTerm.Handler<Boolean> {
        @Override
        public Boolean mentions(RunTerm.Mentions term) {
            String part = stored(term.part());
            return of.run.id().toLowerCase(Locale.ROOT).contains(part)
                    || stored(of.run.trainer().orElse("").toLowerCase(Locale.ROOT))
                            .contains(part);
        }

        @Override
        public Boolean inPhase(RunTerm.InPhase term) {
            return term.phases().contains(of.run.phase(now));
        }

        @Override
        public Boolean compares(RunTerm.Compares term) {
            OptionalDouble value = value(term.name());
            return value.isPresent() && term.operator().holds(value.getAsDouble(), term.bound());
        }

        private OptionalDouble value(String name) {
            RunOverview run = of.run;
            return switch (name) {
                case "epochs" -> OptionalDouble.of(run.epochs());
                case "attempt" -> OptionalDouble.of(run.attempt());
                case "took" ->
                    OptionalDouble.of(
                            Duration.between(run.started(), run.until(now)).toMillis() / 1e3);
                case "last" -> number(run.last().orElse(null));
                case "best" -> number(run.best().orElse(null));
                default -> metric(name);
            };
        }

        private OptionalDouble metric(String name) {
            if (of.run.metric().equals(name)) {
                return number(of.run.best().or(of.run::last).orElse(null));
            }
            Double value = of.metrics.get(name);
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
        }

        private static OptionalDouble number(@Nullable EpochValue value) {
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.value());
        }

        @Override
        public Boolean requestedBy(RunTerm.RequestedBy term) {
            return of.run
                    .requestedBy()
                    .map(ReferenceRun::stored)
                    .filter(term.name()::equals)
                    .isPresent();
        }

        @Override
        public Boolean field(RunTerm.Field term) {
            JsonNode field = of.fields.get(term.path());
            if (field == null) {
                return false;
            } else if (field.isNumber() && term.number().isPresent()) {
                return term.operator().holds(field.asDouble(), term.number().getAsDouble());
            }
            return term.operator().isOfEquality()
                    && SpecFields.text(field).equals(term.bound()) == (term.operator() == RunTerm.Operator.EQUAL);
        }
    }

    private static String stored(String text) {
        return StoredText.of(text, text.length());
    }

    /** The ids of the runs that are selected, in this order. */
    static List<String> listed(List<ReferenceRun> runs, RunFilter filter, RunOrder order, Instant now) {
        List<ReferenceRun> found = new ArrayList<>(
                runs.stream().filter(run -> run.isSelectedBy(filter, now)).toList());
        Comparator<ReferenceRun> newestFirst = Comparator.comparing((ReferenceRun one) -> one.run.started())
                .reversed()
                .thenComparing(one -> one.run.id());
        found.sort(byKey(order, now).thenComparing(newestFirst));
        return found.stream().map(one -> one.run.id()).toList();
    }

    private static Comparator<ReferenceRun> byKey(RunOrder order, Instant now) {
        return (one, other) -> {
            Optional<Comparable<Object>> first = one.key(order, now);
            Optional<Comparable<Object>> second = other.key(order, now);
            if (first.isEmpty() || second.isEmpty()) {
                return Boolean.compare(first.isEmpty(), second.isEmpty());
            }
            int compared = first.get().compareTo(second.get());
            return order.descending() ? -compared : compared;
        };
    }

    /** All keys of one column are of one type. */
    @SuppressWarnings("unchecked")
    private Optional<Comparable<Object>> key(RunOrder order, Instant now) {
        Optional<?> key =
                switch (order.column()) {
                    case RUN -> Optional.of(run.id());
                    case STATUS -> Optional.of(run.phase(now));
                    case EPOCHS -> Optional.of(run.epochs());
                    case BEST -> run.best().map(EpochValue::value);
                    case LAST -> run.last().map(EpochValue::value);
                    case BY -> run.requestedBy().map(ReferenceRun::stored);
                    case TRAINER -> run.trainer().map(ReferenceRun::stored);
                    case STARTED -> Optional.of(run.started());
                    case TOOK ->
                        run.hasStarted()
                                ? Optional.of(Duration.between(run.started(), run.until(now)))
                                : Optional.empty();
                    case METRIC -> Optional.ofNullable(metrics.get(order.metric()));
                };
        return (Optional<Comparable<Object>>) key;
    }
}
