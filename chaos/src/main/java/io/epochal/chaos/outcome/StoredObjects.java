package io.epochal.chaos.outcome;

import java.util.List;
import java.util.SortedMap;

/**
 * What is stored in the bucket after the end of a run.
 *
 * @param names the checkpoint of each name: its position in the run, and the SHA-256 of its parts
 * @param faults checkpoints that should have been deleted, are incomplete, or do not match their manifest
 */
public record StoredObjects(SortedMap<String, String> names, List<String> faults) {}
