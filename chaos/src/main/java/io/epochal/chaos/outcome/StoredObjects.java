package io.epochal.chaos.outcome;

import java.util.List;
import java.util.SortedMap;

/**
 * What lies in the bucket when a run is over.
 *
 * @param names what each name means: which place of the run, and the SHA-256 of its parts
 * @param faults checkpoints that should be gone, are not whole, or are not what their manifest says
 */
public record StoredObjects(SortedMap<String, String> names, List<String> faults) {}
