/** Read-only HTTP: what comes from outside is bounded here, and every answer has the headers that keep a browser safe. */
@NullMarked
package io.luoledger.web;

import org.jspecify.annotations.NullMarked;
