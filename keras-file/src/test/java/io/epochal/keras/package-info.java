@NullMarked
package io.epochal.keras;

import org.jspecify.annotations.NullMarked;
