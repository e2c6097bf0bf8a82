/** What each word means that the tool prints: outcomes, states, consequences, errnos. */
@NullMarked
package io.luoledger.glossary;

import org.jspecify.annotations.NullMarked;
