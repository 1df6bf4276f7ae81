/** Programs that are not our trainer, over HTTP: they attach, say what happens, and are told what to do. */
@NullMarked
package io.epochal.callback.api.trainers;

import org.jspecify.annotations.NullMarked;
