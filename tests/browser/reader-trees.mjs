// What a screen reader finds on the page: roles, names and order in each state of journey-reader.mjs.

/** What stands above and below, signed out. */
export const banner = `
- banner:
  - paragraph: Your account
`;
export const footer = `
- contentinfo:
  - paragraph: Linking only changes how you sign in here. Nothing changes at Google, GitHub or elsewhere.
  - text: Language
  - combobox "Language":
    - option "English" [selected]
    - option "Deutsch"
    - option "Français"
    - option "Español"
    - option "Português (Brasil)"
    - option "日本語"
    - option "العربية"
`;

/** Nobody is signed in. */
export const signedOut = `
- main:
  - status
  - region "Manage how you sign in":
    - heading "Manage how you sign in" [level=1]
    - paragraph: Do you use a password one day and Google the next? Then you may have two accounts. Here you make them one.
    - list:
      - listitem: See every way you sign in to your account.
      - listitem: Add another way to sign in.
      - listitem: Unlink it again at any time.
    - paragraph:
      - link "Sign in":
        - /url: /login
`;

/** Somebody has just signed out. */
export const justSignedOut = signedOut.replace(
  "  - status\n",
  "  - status:\n    - paragraph:\n      - strong: You are signed out.\n",
);

/** One account. */
export const overview = `
- main:
  - status
  - heading "Ways you sign in" [level=1]
  - paragraph: Signed in as Ada Lindqvist
  - region "Ways you sign in":
    - list:
      - listitem:
        - paragraph: Email and password Main ada@example.com
  - region "Add a way to sign in":
    - heading "Add a way to sign in" [level=2]
    - paragraph: With a second way to sign in, you are never locked out. You sign in with it once, to show that it is yours.
    - list:
      - listitem:
        - button "Add Google"
      - listitem:
        - button "Add GitHub"
      - listitem:
        - button "Add Microsoft"
      - listitem:
        - button "Add a phone number"
      - listitem:
        - button "Add an email address"
    - group: Another account of the same kind
`;

/** An account that waits for a yes or a no. */
export const review = `
- main:
  - status
  - region "Add GitHub (ada@example.com) to your account?":
    - heading "Add GitHub (ada@example.com) to your account?" [level=1]
    - list:
      - listitem:
        - paragraph: GitHub Ada Lindqvist ada@example.com
    - paragraph: Both then sign you in. All saved settings are kept.
    - paragraph: Whoever can sign in with it gets into your account.
    - button "Add"
    - button "Cancel"
    - timer: "Time left: TIME"
    - group: Other options
`;

/** Two accounts, of which one is to be kept. */
export const both = `
- main:
  - status
  - region "Merge these two accounts?":
    - heading "Merge these two accounts?" [level=1]
    - paragraph: One account stays. The other one becomes a way to sign in to it.
    - heading "Which account do you want to keep?" [level=2]
    - radiogroup "Which account do you want to keep?":
      - radio "Ada Lindqvist ada@example.com Email and password"
      - text: Ada Lindqvist ada@example.com Email and password Recommended You are using it now.
      - radio "Ada Lindqvist ada@example.com GitHub" [checked]
      - text: Ada Lindqvist ada@example.com GitHub
    - group: All saved settings are kept
    - heading "What happens" [level=2]
    - list:
      - listitem: Whoever can sign in with either one gets into the account you keep.
      - listitem: "You are then signed in to the account you keep: GitHub."
      - listitem: You can unlink the other account later. It then starts with empty settings.
    - group: Details
    - button "Merge accounts"
    - button "Cancel"
    - timer: "Time left: TIME"
`;

/** After it, with a message. */
export const linked = `
- main:
  - status:
    - paragraph:
      - strong: GitHub (ada@example.com) is linked.
      - text: You can sign in with it from now on.
  - heading "Ways you sign in" [level=1]
  - paragraph: Signed in as Ada Lindqvist
  - region "Ways you sign in":
    - list:
      - listitem:
        - paragraph: Email and password Main ada@example.com
      - listitem:
        - paragraph:
          - text: GitHub ada@example.com Linked on
          - time: DAY
        - button "Unlink GitHub, ada@example.com": Unlink
    - group: History
  - region "Add a way to sign in":
    - heading "Add a way to sign in" [level=2]
    - paragraph: You sign in with it once, to show that it is yours.
    - list:
      - listitem:
        - button "Add Google"
      - listitem:
        - button "Add Microsoft"
      - listitem:
        - button "Add a phone number"
      - listitem:
        - button "Add an email address"
    - group: Another account of the same kind
`;

/** The question before unlinking, over the rest. */
export const question = `
- main:
  - status:
    - paragraph:
      - strong: GitHub (ada@example.com) is linked.
      - text: You can sign in with it from now on.
  - heading "Ways you sign in" [level=1]
  - paragraph: Signed in as Ada Lindqvist
  - region "Ways you sign in":
    - list:
      - listitem:
        - paragraph: Email and password Main ada@example.com
      - listitem:
        - paragraph:
          - text: GitHub ada@example.com Linked on
          - time: DAY
        - button "Unlink GitHub, ada@example.com": Unlink
    - group: History
  - region "Add a way to sign in":
    - heading "Add a way to sign in" [level=2]
    - paragraph: You sign in with it once, to show that it is yours.
    - list:
      - listitem:
        - button "Add Google"
      - listitem:
        - button "Add Microsoft"
      - listitem:
        - button "Add a phone number"
      - listitem:
        - button "Add an email address"
    - group: Another account of the same kind
  - dialog "Unlink GitHub?":
    - heading "Unlink GitHub?" [level=2]
    - paragraph: ada@example.com
    - list:
      - listitem: It becomes a separate account again. It no longer signs you in to this account.
      - listitem: The separate account starts without saved settings.
      - listitem: Nothing changes at GitHub. You can add it again at any time.
    - button "Unlink"
    - button "Keep it linked"
`;

/** After it, with the history open. */
export const unlinked = `
- main:
  - status:
    - paragraph:
      - strong: GitHub (ada@example.com) is unlinked.
      - text: It is a separate account again.
  - heading "Ways you sign in" [level=1]
  - paragraph: Signed in as Ada Lindqvist
  - region "Ways you sign in":
    - list:
      - listitem:
        - paragraph: Email and password Main ada@example.com
    - group:
      - text: History
      - list:
        - listitem:
          - text: GitHub unlinked on
          - time: DAY
        - listitem:
          - text: GitHub linked on
          - time: DAY
  - region "Add a way to sign in":
    - heading "Add a way to sign in" [level=2]
    - paragraph: With a second way to sign in, you are never locked out. You sign in with it once, to show that it is yours.
    - list:
      - listitem:
        - button "Add Google"
      - listitem:
        - button "Add GitHub"
      - listitem:
        - button "Add Microsoft"
      - listitem:
        - button "Add a phone number"
      - listitem:
        - button "Add an email address"
    - group: Another account of the same kind
`;

/** A number that lacks its country code. */
export const number = `
- main:
  - status
  - region "Add a phone number":
    - heading "Add a phone number" [level=1]
    - paragraph: We text a code to this number to make sure it is yours. Nothing is linked until you confirm.
    - text: Phone number
    - textbox "Phone number" [invalid]: "555"
    - paragraph: Start with + and the country code, for example +44 7700 900123.
    - status:
      - strong: The country code is missing.
      - text: Start with + and the code, such as +44 for the United Kingdom or +49 for Germany.
    - button "Send a code"
    - button "Not now"
`;

/** A code is asked for. */
export const code = `
- main:
  - status
  - region "Enter the code":
    - heading "Enter the code" [level=1]
    - paragraph: We texted a code to +15550100.
    - text: Code from the message
    - status
    - textbox "Code from the message"
    - button "Check the code"
    - timer: "Time left: TIME"
    - heading "No message yet?" [level=2]
    - paragraph: A text message can take a minute.
    - timer: You can ask for a new one in 00 seconds.
    - button "Send a new code"
    - button "Use another number"
    - button "Not now"
`;
