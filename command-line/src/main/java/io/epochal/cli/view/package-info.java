/** How runs look: values in, text or JSON out. No I/O, no clock. */
@NullMarked
package io.epochal.cli.view;

import org.jspecify.annotations.NullMarked;
