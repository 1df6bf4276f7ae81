/** What both services let in: who reads their metrics, and whose plug-ins they load. */
@NullMarked
package io.epochal.guard;

import org.jspecify.annotations.NullMarked;
