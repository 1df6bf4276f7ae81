/**
 * Recorders: they follow the event log and write runs to files, in formats that plug in here. They decide nothing; one may fail
 * alone.
 */
@NullMarked
package io.epochal.callback.recording;

import org.jspecify.annotations.NullMarked;
