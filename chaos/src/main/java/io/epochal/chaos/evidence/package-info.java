/** Reads what a run left behind: its objects and its recorders' files. */
@NullMarked
package io.epochal.chaos.evidence;

import org.jspecify.annotations.NullMarked;
