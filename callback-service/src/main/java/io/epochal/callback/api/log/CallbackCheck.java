package io.epochal.callback.api.log;

import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the deciders accept a list of callbacks, before a run begins with it. */
public interface CallbackCheck {
    /**
     * Returns for a list that they accept. No code of a plug-in runs.
     *
     * @param callbacks as in a run spec, or with what they have seen
     * @param capabilities the types of the commands that the trainer can obey
     * @throws SpecException for any other list, with the place
     */
    void require(List<Map<String, Object>> callbacks, TrainingParams params, Set<String> capabilities);
}
