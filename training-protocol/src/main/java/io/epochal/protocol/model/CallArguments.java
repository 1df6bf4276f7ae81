package io.epochal.protocol.model;

import java.util.List;
import java.util.Set;

/** A layer whose call takes more than its tensors, or takes them by name. */
interface CallArguments {
    /** The names of the call's tensors in their order: {@code query, value, key}. */
    List<String> tensors();

    /** Names of arguments that are true or false: {@code use_causal_mask}. */
    Set<String> flags();
}
