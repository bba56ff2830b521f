// Gives browsers of 2021 (Safari 15.0, Chrome 90) the one function that our libraries take for granted; imported before any of them.

if (typeof Object.hasOwn !== 'function') {
  // biome-ignore lint/suspicious/noPrototypeBuiltins: this is what takes its place
  Object.hasOwn = (object: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(object, key);
}
