/** What the page shows, as values made of summaries and events: no clock, no I/O. Texts are printable and of bounded length. */
@NullMarked
package io.epochal.callback.page.view;

import org.jspecify.annotations.NullMarked;
