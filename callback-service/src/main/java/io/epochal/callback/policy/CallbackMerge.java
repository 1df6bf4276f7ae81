package io.epochal.callback.policy;

import io.epochal.protocol.TrainingParams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A list of callbacks that replaces another one in a run under way: the n-th callback of a type takes over the state of the n-th
 * of that type, the others begin.
 */
final class CallbackMerge {
    private CallbackMerge() {}

    /**
     * The new callbacks, each with what it inherits.
     *
     * @param written by a user, as in a run spec
     * @throws io.epochal.protocol.field.SpecException as {@link CallbackList#read}
     */
    static List<Callback> of(
            List<Callback> before, List<Map<String, Object>> written, TrainingParams params, CallbackProviders others) {
        List<Callback> fresh = CallbackList.read(written, params, others).callbacks();
        List<Map<String, Object>> merged = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (int position = 0; position < fresh.size(); position++) {
            Callback callback = fresh.get(position);
            int nth = counts.merge(callback.type(), 1, Integer::sum);
            Optional<Callback> predecessor = before.stream()
                    .filter(one -> one.type().equals(callback.type()))
                    .skip(nth - 1)
                    .findFirst();
            Map<String, Object> one = new TreeMap<>(written.get(position));
            predecessor.ifPresent(old -> one.put("state", callback.inherits(old)));
            merged.add(one);
        }
        return CallbackList.read(merged, params, others).callbacks();
    }
}
