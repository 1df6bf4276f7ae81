/** What the outside can ask this service about itself. */
@NullMarked
package io.epochal.trainer.api;

import org.jspecify.annotations.NullMarked;
