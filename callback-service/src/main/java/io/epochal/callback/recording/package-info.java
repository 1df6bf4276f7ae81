/** Recorders: they listen to the event log and write it down elsewhere. They decide nothing and may fail on their own. */
@NullMarked
package io.epochal.callback.recording;

import org.jspecify.annotations.NullMarked;
