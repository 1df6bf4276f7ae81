/** Files below the recordings' folder, and how much of each is confirmed. Knows no format and no callback. */
@NullMarked
package io.epochal.callback.recording.folder;

import org.jspecify.annotations.NullMarked;
