package io.epochal.callback.page.view;

import io.epochal.protocol.Verdict;
import io.epochal.protocol.field.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A callback of a run as it stands.
 *
 * @param settings such as {@code patience=5}, as {@code state}
 * @param said what it found last, and {@code next} what it will do, in words; empty for nothing
 */
public record CallbackCard(String type, List<String> settings, List<String> state, String said, String next) {
    private static final int MOST_FIELDS = 40;

    public CallbackCard {
        settings = List.copyOf(settings);
        state = List.copyOf(state);
    }

    /** @param ended whether they decide nothing more */
    static List<CallbackCard> of(StandingCallbacks standing, boolean ended) {
        return cards(standing.callbacks(), standing.reasons(), ended);
    }

    private static List<CallbackCard> cards(
            List<Map<String, Object>> callbacks, List<Verdict.Reason> reasons, boolean ended) {
        List<Verdict.Reason> left = new ArrayList<>(reasons);
        List<CallbackCard> cards = new ArrayList<>();
        for (Map<String, Object> callback : callbacks) {
            String type = String.valueOf(callback.get("type"));
            Optional<Verdict.Reason> said = left.stream()
                    .filter(reason -> reason.callback().equals(type))
                    .findFirst();
            said.ifPresent(left::remove);
            String text = said.map(Verdict.Reason::text).orElse("");
            cards.add(card(type, callback, text, ended));
        }
        return cards;
    }

    private static CallbackCard card(String type, Map<String, Object> callback, String said, boolean ended) {
        Map<?, ?> state = callback.get("state") instanceof Map<?, ?> map ? map : Map.of();
        List<String> settings = callback.entrySet().stream()
                .filter(one -> !one.getKey().equals("type") && !one.getKey().equals("state"))
                .limit(MOST_FIELDS)
                .map(one -> field(one.getKey(), one.getValue()))
                .toList();
        List<String> seen = state.entrySet().stream()
                .limit(MOST_FIELDS)
                .map(one -> field(String.valueOf(one.getKey()), one.getValue()))
                .toList();
        return new CallbackCard(
                ShownText.name(type),
                settings,
                seen,
                ShownText.sentence(said),
                ended ? "" : next(type, callback, state));
    }

    static String field(String name, Object value) {
        return ShownText.name(name) + "=" + ShownText.name(String.valueOf(value));
    }

    private static String next(String type, Map<String, Object> settings, Map<?, ?> state) {
        OptionalDouble patience = Numbers.parse(settings.get("patience"));
        OptionalDouble waited = Numbers.parse(state.get("wait"));
        if (patience.isEmpty() || waited.isEmpty()) {
            return "";
        }
        long left = (long) Math.max(1, patience.getAsDouble() - waited.getAsDouble());
        String when = left == 1 ? "at the next epoch" : "in " + left + " epochs";
        String what =
                switch (type) {
                    case "EarlyStopping" -> "stops the training ";
                    case "ReduceLROnPlateau" -> "multiplies the learning rate by " + settings.get("factor") + " ";
                    default -> "";
                };
        return what.isEmpty()
                ? ""
                : ShownText.sentence(what + when + " unless " + settings.get("monitor") + " improves");
    }
}
